"""Taking files in without letting one fill the disk: what is too large is counted and not kept."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from rowan.files.attachments import LARGEST


class Limited(TemporaryFileUploadHandler):
    """Writes what may be kept. Of a larger file only the size is left, for the sentence beside the field."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received <= LARGEST + 1:
            self.file.write(raw_data)

    def file_complete(self, file_size):
        if self.received > LARGEST:
            self.file.truncate(0)
        return super().file_complete(file_size)
