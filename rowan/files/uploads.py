"""Taking files in without letting a request fill the disk: what is too large is counted and not kept."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from rowan.files.attachments import LARGEST

MOST = 4 * LARGEST


class Limited(TemporaryFileUploadHandler):
    """Writes what may be kept: files up to the largest, and so much of one request altogether.

    Of any other file only the size is left, for the sentence beside its field: its own, or that of the whole
    request where many files are too much together.
    """

    kept = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.received = 0

    @property
    def fits(self) -> bool:
        return self.received <= LARGEST and self.kept + self.received <= MOST

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.fits:
            self.file.write(raw_data)

    def file_complete(self, file_size):
        if self.fits:
            self.kept += file_size
        else:
            self.file.truncate(0)
            file_size += self.kept
        return super().file_complete(file_size)
