"""The partners' interface: what every app's `api` room uses, so that errors, pages and repeats are the same everywhere.

    from kexie.core.api.errors import ERRORS
    from kexie.core.api.paging import Limit, Page, page_of
    from kexie.core.api.parsing import Day, Key, Moment
    from kexie.core.api.repeating import repeatable

    router = Router(tags=["活动"])

    @router.get("", response={200: Page[ActivityOut], **ERRORS})
    def list_activities(request, cursor: str = "", limit: Limit = 50):
        return page_of(Activity.objects.visible_to(request.auth), cursor=cursor, limit=limit)

    @router.post("", response={200: SignupOut, **ERRORS})
    @decorate_view(repeatable)
    def sign_up(request, given: SignupIn): ...

`request.auth` is the client as an actor. Services raise Refusals; nothing catches them by hand. A GET writes no record.
Operations are put together in kexie/web/api.py.
"""
