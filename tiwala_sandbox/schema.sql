CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, notice_url TEXT, secrets TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checkout (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, reference TEXT NOT NULL, status TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), currency TEXT NOT NULL, methods TEXT NOT NULL, method TEXT,
  description TEXT NOT NULL, return_url TEXT NOT NULL, cancel_url TEXT NOT NULL, customer_label TEXT NOT NULL,
  save_method INTEGER NOT NULL, capture TEXT NOT NULL, base_url TEXT NOT NULL, off_session INTEGER NOT NULL DEFAULT 0,
  processing INTEGER NOT NULL DEFAULT 0, challenge TEXT, scenario TEXT NOT NULL, qr_payload TEXT, code TEXT,
  created_at REAL NOT NULL, expires_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS checkout_by_reference ON checkout (account, reference, created_at);
CREATE UNIQUE INDEX IF NOT EXISTS checkout_by_code ON checkout (code) WHERE code IS NOT NULL;
CREATE TABLE IF NOT EXISTS payment (
  id TEXT PRIMARY KEY, checkout TEXT NOT NULL UNIQUE, account TEXT NOT NULL, method TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), currency TEXT NOT NULL, authorized_at REAL, captured_at REAL,
  reversed_at REAL, fee_minor INTEGER, refunded_minor INTEGER NOT NULL DEFAULT 0, refunding_minor INTEGER NOT NULL DEFAULT 0,
  disputed_minor INTEGER NOT NULL DEFAULT 0, masked TEXT NOT NULL, decline_code TEXT, method_token TEXT,
  CHECK (refunded_minor >= 0 AND refunding_minor >= 0 AND refunded_minor + refunding_minor <= amount_minor));
CREATE TABLE IF NOT EXISTS refund (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, checkout TEXT NOT NULL, payment TEXT NOT NULL, reference TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), currency TEXT NOT NULL, reason TEXT NOT NULL, status TEXT NOT NULL,
  failure_code TEXT, created_at REAL NOT NULL, done_at REAL);
CREATE INDEX IF NOT EXISTS refund_by_reference ON refund (account, reference, created_at);
CREATE TABLE IF NOT EXISTS method (
  token TEXT PRIMARY KEY, account TEXT NOT NULL, method TEXT NOT NULL, masked TEXT NOT NULL, scenario TEXT NOT NULL,
  customer_label TEXT NOT NULL, created_at REAL NOT NULL, expires TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS dispute (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, checkout TEXT NOT NULL, payment TEXT NOT NULL, reference TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), currency TEXT NOT NULL, reason TEXT NOT NULL, status TEXT NOT NULL,
  answer TEXT, opened_at REAL NOT NULL, answer_by REAL NOT NULL);
CREATE INDEX IF NOT EXISTS dispute_by_status ON dispute (account, status, opened_at);
CREATE INDEX IF NOT EXISTS dispute_by_time ON dispute (account, opened_at);
CREATE UNIQUE INDEX IF NOT EXISTS one_live_dispute ON dispute (payment) WHERE status IN ('open', 'answered');
CREATE TABLE IF NOT EXISTS warning (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, checkout TEXT NOT NULL UNIQUE, reference TEXT NOT NULL, reason TEXT NOT NULL,
  created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS line (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, account TEXT NOT NULL, day TEXT NOT NULL, at REAL NOT NULL, kind TEXT NOT NULL,
  currency TEXT NOT NULL, gross_minor INTEGER NOT NULL, fee_minor INTEGER NOT NULL, net_minor INTEGER NOT NULL,
  reference TEXT, checkout TEXT, payment TEXT, refund TEXT, dispute TEXT, payout TEXT, method TEXT,
  CHECK (net_minor = gross_minor - fee_minor));
CREATE INDEX IF NOT EXISTS line_by_day ON line (account, day, seq);
CREATE TABLE IF NOT EXISTS day_total (
  account TEXT NOT NULL, day TEXT NOT NULL, currency TEXT NOT NULL, gross_minor INTEGER NOT NULL, fee_minor INTEGER NOT NULL,
  net_minor INTEGER NOT NULL, earned_minor INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, day, currency)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS day_open ON day_total (account, day) WHERE closed = 0;
CREATE TABLE IF NOT EXISTS payout (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, account TEXT NOT NULL, amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL, day TEXT NOT NULL, paid_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS payout_by_account ON payout (account, seq);
CREATE TABLE IF NOT EXISTS notice (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, about TEXT NOT NULL, kind TEXT NOT NULL,
  body TEXT NOT NULL, state TEXT NOT NULL, fault TEXT NOT NULL DEFAULT '', copies INTEGER NOT NULL DEFAULT 1,
  tries INTEGER NOT NULL DEFAULT 0, last_answer TEXT NOT NULL DEFAULT '', next_at REAL NOT NULL, created_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS notice_due ON notice (next_at, seq) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS notice_held ON notice (account) WHERE state = 'waiting' AND fault = 'notice_out_of_order';
CREATE INDEX IF NOT EXISTS notice_about ON notice (about, seq);
CREATE TABLE IF NOT EXISTS agenda (seq INTEGER PRIMARY KEY, due_at REAL NOT NULL, verb TEXT NOT NULL, args TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS agenda_due ON agenda (due_at, seq);
CREATE TABLE IF NOT EXISTS said (
  account TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (account, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fault_next (
  seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, remaining INTEGER NOT NULL, place TEXT NOT NULL, seconds REAL);
CREATE TABLE IF NOT EXISTS draw (kind TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, facts TEXT NOT NULL);
-- What a vendor's stand-in keeps: one row a thing, its JSON as the vendor would tell it.
CREATE TABLE IF NOT EXISTS thing (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, account TEXT NOT NULL, reference TEXT NOT NULL,
  parent TEXT NOT NULL, at REAL NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS thing_reference ON thing (account, kind, reference);
CREATE INDEX IF NOT EXISTS thing_parent ON thing (parent, kind);
CREATE INDEX IF NOT EXISTS thing_at ON thing (account, kind, at);
