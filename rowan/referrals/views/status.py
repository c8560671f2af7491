def status_of(form) -> int:
    return 422 if form.errors else 200
