//! The tables of `case.db`. Anybody may open the file with any SQLite tool; what each column holds stands here.
//!
//! It holds facts: ingest appends them and never rewrites them. Conclusions are made anew from all facts on every run; they
//! stand in the tables beside the database.

/// Version of the schema; a case of another version is refused with advice.
/// 1: first version. 2: names found in texts. 3: to whom copies went; recipients of quoted mail. 4: documents, Outlook files.
pub const SCHEMA_VERSION: i64 = 4;

/// Version of what makes the facts (splitting, parsing). When it changes, facts have to be made anew.
pub const FACTS_VERSION: i64 = 4;

/// Makes the tables.
pub const SCHEMA: &str = "
-- What made this case: schema, facts, and the options of the last run.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- ---------------------------------------------------------------- facts
-- One container of messages. format: 0 mbox, 1 maildir, 2 folder of single messages, 3 single message,
-- 4 a folder of documents.
CREATE TABLE mailbox (id INTEGER PRIMARY KEY, path TEXT NOT NULL, format INTEGER NOT NULL, custodian TEXT NOT NULL);

-- One stretch of bytes with a name: a file, or a member of a container.
-- size = bytes of messages + framing (separator lines and the like) + skipped; a container itself is all framing.
-- state: 0 being read, 1 read to its end, 2 could not be read to its end, 3 replaced by a newer version of the file.
CREATE TABLE file (id INTEGER PRIMARY KEY, mailbox INTEGER NOT NULL REFERENCES mailbox, path TEXT NOT NULL, absolute TEXT NOT NULL,
  member TEXT, disk_size INTEGER NOT NULL, modified INTEGER NOT NULL, size INTEGER, skipped INTEGER, framing INTEGER, sha256 BLOB, state INTEGER NOT NULL);

-- Which stretches of a file that is being read are in the case; empty when all files are done.
CREATE TABLE part (file INTEGER NOT NULL REFERENCES file, number INTEGER NOT NULL, PRIMARY KEY (file, number)) WITHOUT ROWID;

-- A distinct address in canonical spelling. kind: 0 none, 1 SMTP, 2 X.500, 3 Notes, 4 other.
CREATE TABLE address (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL);

-- A distinct header address: a name with an address.
CREATE TABLE header_address (id INTEGER PRIMARY KEY, address INTEGER NOT NULL REFERENCES address, name TEXT NOT NULL);

-- What one or more copies say, word for word (but for the Message-ID). Dates in seconds since 1970, UTC.
-- digest: of everything it says. participants: 5 bytes each: role, header_address (little-endian); roles: 0 From, 1 Sender,
-- 2 Reply-To, 3 To, 4 Cc, 5 Bcc, 6-9 Resent-From, -To, -Cc, -Bcc, 10-13 X-From, X-To, X-cc, X-bcc.
-- kind: 0 personal, 1 list, 2 bulk, 3 automatic reply, 4 notification. text_*: where the text lies in a text_block.
-- segments: 10 bytes each: kind, depth, start, end (little-endian). own_lines, quoted_lines: 8 bytes each.
CREATE TABLE version (id INTEGER PRIMARY KEY, digest BLOB NOT NULL, body_key BLOB NOT NULL, strict_key BLOB NOT NULL, letters INTEGER NOT NULL,
  date INTEGER, zone INTEGER, date_source INTEGER, date_raw TEXT NOT NULL, subject TEXT NOT NULL, kind INTEGER NOT NULL, kind_reason TEXT NOT NULL,
  list TEXT, parents TEXT NOT NULL, participants BLOB NOT NULL, text_block INTEGER NOT NULL, text_start INTEGER NOT NULL, text_length INTEGER NOT NULL,
  segments BLOB NOT NULL, own_lines BLOB NOT NULL, quoted_lines BLOB NOT NULL);

-- What the headers of quoted words tell, in the order of the text: writer, date as written (seconds as if it were UTC: the zone is mostly
-- unknown), subject, and To and Cc as written.
CREATE TABLE quoted (version INTEGER NOT NULL, segment INTEGER NOT NULL, header_address INTEGER, date INTEGER, subject TEXT, recipients TEXT);

-- Attachments as listed; the bytes stay in the source. sha256: that of a document.
CREATE TABLE attachment (version INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL, sha256 BLOB NOT NULL);


-- One raw message in one file. version: the digest of its version; NULL if it could not be read. outer: the copy it lies in (message/rfc822);
-- then position counts within that message, and offset is NULL if it was encoded there.
CREATE TABLE copy (id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES file, offset INTEGER, length INTEGER NOT NULL, sha256 BLOB NOT NULL,
  version BLOB, message_id TEXT, outer INTEGER REFERENCES copy, position INTEGER);

-- To whom a copy went, as headers of its delivery tell, in their order. header: 0 Delivered-To, 1 X-Original-To, 2 Envelope-To,
-- 3 X-libpst-forensic-bcc.
CREATE TABLE audience (copy INTEGER NOT NULL REFERENCES copy, header INTEGER NOT NULL, header_address INTEGER NOT NULL);

-- Texts of versions and documents, end to end, zstd.
CREATE TABLE text_block (id INTEGER PRIMARY KEY, length INTEGER NOT NULL, bytes BLOB NOT NULL);

-- A distinct document: an attachment, a file of its own (a file of format 4, by its sha256), or what lies in one of them. format and state:
-- as src/document/name.rs has them; detail: why, if it has no text. title to pages: what it says of itself; times in seconds since 1970.
CREATE TABLE document (id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL, size INTEGER NOT NULL, format TEXT NOT NULL, state TEXT NOT NULL, detail TEXT NOT NULL,
  title TEXT NOT NULL, author TEXT NOT NULL, modified_by TEXT NOT NULL, company TEXT NOT NULL, created INTEGER, modified INTEGER, pages INTEGER,
  text_block INTEGER NOT NULL, text_start INTEGER NOT NULL, text_length INTEGER NOT NULL);

-- Documents that lie in others (an archive that is attached), by their digests.
CREATE TABLE inside (outer BLOB NOT NULL, inner BLOB NOT NULL, path TEXT NOT NULL, UNIQUE (outer, inner, path) ON CONFLICT IGNORE);

-- Contact cards in documents (their digests): a name and the addresses on it. kind: as of addresses.
CREATE TABLE contact (document BLOB NOT NULL, card INTEGER NOT NULL, name TEXT NOT NULL, kind INTEGER NOT NULL, address TEXT NOT NULL);

-- Outlook files, as the user would name them: items that their own index lists, and what became of them; recovered: found, but in no folder.
CREATE TABLE outlook_file (path TEXT PRIMARY KEY, expected INTEGER NOT NULL, found INTEGER NOT NULL, failed INTEGER NOT NULL, recovered INTEGER NOT NULL);

-- What could not be read or was doubtful. file is NULL for what was no mail at all. offset -1: none.
CREATE TABLE problem (file INTEGER, source TEXT NOT NULL, offset INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL,
  UNIQUE (source, offset, kind, detail) ON CONFLICT IGNORE);

-- ---------------------------------------------------------------- names found in texts, made anew from all texts of the case
-- A distinct name. kind: 0 a domain (in an address or a web address), 1 an organization's name, 2 a line of the watch list,
-- 3 a definition such as 'Tide Gauge Works (TGW)'.
CREATE TABLE name (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL);

-- Where they stand, in the subjects and own words of distinct messages. found: 11 bytes each: name, first byte in the text (-1: in the
-- subject; both little-endian), times, confidence in percent, rule: 0 domain, 1 tagger, 2 lexicon, 3 votes, 4 watch list,
-- 5 in the signature: no mention, it tells who writes. Those of rule 5 come last.
CREATE TABLE mention (version INTEGER PRIMARY KEY, found BLOB NOT NULL);

-- The same for documents: in their titles (-1) and texts; a company that a document says it is of counts as title.
CREATE TABLE document_mention (document INTEGER PRIMARY KEY, found BLOB NOT NULL);
";

/// Indexes for looking things up; made when an ingest is done, so that ingest only appends. The copies of a message are found by
/// a scan: that takes a moment in large cases, but an index on digests costs a run more than all looks together.
pub const INDEXES: &str =
    "CREATE INDEX IF NOT EXISTS attachment_by_version ON attachment (version);";
