"""Sessions kept hashed on the server (PL-16). The engine named in the settings."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.sessions.backends.base import CreateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import IntegrityError, transaction
from django.utils import timezone

KEPT_AFTER_END = timedelta(days=1)  # as `rowan.enter` has it for the purpose `keep`


def digest_of(key: str) -> str:
    return sha256(key.encode()).hexdigest()


class SessionStore(DatabaseStore):
    """Django's store, with a digest in place of the key and the few facts that the gate reads as columns."""

    row = None

    @classmethod
    def get_model_class(cls):
        from rowan.accounts.models import Session

        return Session

    @property
    def digest(self) -> str:
        return digest_of(self.session_key) if self.session_key else ""

    def _get_session_from_db(self):
        self.row = (
            self.model.objects.select_related("user", "service")
            .filter(digest=self.digest, expires_at__gt=timezone.now())
            .exclude(state="ended")
            .first()
        )
        if self.row is None:
            self._session_key = None
        return self.row

    def load(self):
        row = self._get_session_from_db()
        return self.decode(row.data) if row else {}

    def exists(self, session_key):
        return self.model.objects.filter(digest=digest_of(session_key)).exists()

    def create_model_instance(self, data):
        return self.model(
            digest=digest_of(self._get_or_create_session_key()),
            user_id=data.get("user"),
            service_id=data.get("service"),
            state=data.get("state", "out"),
            data=self.encode(data),
            expires_at=self.get_expiry_date(),
        )

    def save(self, must_create=False):
        """Keep the session. A request that was under way when it was locked or ended does not undo that."""
        if self.session_key is None:
            return self.create()
        row = self.create_model_instance(self._get_session(no_load=must_create))
        if must_create:
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError as clash:
                raise CreateError from clash
        else:
            self.model.objects.filter(digest=row.digest, state=self.row.state if self.row else "out").update(
                user=row.user_id,
                service=row.service_id,
                state=row.state,
                data=row.data,
                expires_at=row.expires_at,
            )
        self.row = row

    def create_for_life(self):
        """Make the row of a session that was filled before it had a key."""
        kept = self._get_session()
        self._session_key = self._get_new_session_key()
        self._session_cache = kept
        self.save(must_create=True)
        self.modified = True

    def get_expiry_date(self, **kwargs):
        """Ten hours from signing in, whatever happens in between (PL-17)."""
        if ends := self._get_session().get("ends"):
            return datetime.fromisoformat(ends)
        return super().get_expiry_date(**kwargs)

    def delete(self, session_key=None):
        """An ended session opens nothing; the row stays a day for forms that were still open in it."""
        if key := session_key or self.session_key:
            self.model.objects.filter(digest=digest_of(key)).update(
                state="ended", data="", expires_at=timezone.now()
            )

    @classmethod
    def clear_expired(cls):
        cls.get_model_class().objects.filter(expires_at__lt=timezone.now() - KEPT_AFTER_END).delete()
