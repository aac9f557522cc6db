#!/usr/bin/env python3
"""Makes the labelled mails for `train_recognizer --mail` from `labels.tsv` and the data it points into.

usage: labels.py FOLDER > labels.jsonl

FOLDER holds the unpacked data sets, such as `enron-mbox/` and `spamassassin/`. A text is `Subject: `, the decoded subject, an empty line,
and the first text/plain part, cut at 2,600 characters before a line. A text whose digest differs ends the run.
"""
import email, hashlib, json, os, re, sys
from email.header import decode_header, make_header


def body(mail):
    if mail.is_multipart():
        plain = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
        if not plain:
            return ""
        mail = plain[0]
    if mail.get_content_type() != "text/plain":
        return ""
    data = mail.get_payload(decode=True) or b""
    try:
        text = data.decode(mail.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n")


def text_of(raw):
    mail = email.message_from_bytes(raw)
    try:
        subject = str(make_header(decode_header(str(mail.get("Subject", "")))))
    except Exception:
        subject = str(mail.get("Subject", ""))
    text = "Subject: " + " ".join(subject.split()) + "\n\n" + body(mail)
    if len(text) > 2600:
        text = text[:2600]
        text = text[: text.rfind("\n") + 1]
    return text


def spans(cell):
    return [[int(n) for n in span.split("-")] for span in cell.split(";") if span]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    rows = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "labels.tsv"), encoding="utf-8")
    for number, row in enumerate(line.rstrip("\n").split("\t") for line in rows if not line.startswith("#")):
        source, name, start, end, digest, organizations, people, optional = row
        with open(os.path.join(sys.argv[1], name), "rb") as file:
            file.seek(int(start))
            raw = file.read(int(end) - int(start))
        if raw.startswith(b"From "):
            raw = raw[raw.index(b"\n") + 1 :]
        text = text_of(raw)
        if hashlib.sha256(text.encode()).hexdigest()[:16] != digest:
            sys.exit(f"{name}, byte {start}: the text is not the one that was labelled")
        label = {"id": number, "source": source, "file": name, "offset": int(start), "end": int(end), "text": text,
                 "spans": spans(organizations), "people": spans(people), "optional": spans(optional)}
        print(json.dumps(label, ensure_ascii=False))


main()
