// What a door keeps on its device: its list, the scans still to be sent, and what became of the others.

const ask = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

export const open = async (name) => {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("kept");
    request.result.createObjectStore("scans", { keyPath: "key" });
  };
  const base = await ask(request);
  // Durable: the promise is kept when the bytes are, so that nothing is lost when the browser is closed or dies.
  const within = (store, mode, act) => new Promise((done, failed) => {
    const transaction = base.transaction(store, mode, { durability: "strict" });
    let result;
    act(transaction.objectStore(store)).onsuccess = (event) => { result = event.target.result; };
    transaction.oncomplete = () => done(result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
  return {
    list: () => within("kept", "readonly", (store) => store.get("list")),
    keepList: (list) => within("kept", "readwrite", (store) => store.put(list, "list")),
    scans: () => within("scans", "readonly", (store) => store.getAll()),
    keep: (scan) => within("scans", "readwrite", (store) => store.put(scan)),
  };
};
