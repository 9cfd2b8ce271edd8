"""Guards are registered in kexie.network.access.policies, the floor that knows grants."""
