-- What people look for a payment by: an index on each, so that a search reads what it is about and no more. A reference number is
-- that of any approval, late ones too; it stands second in their list. Two approvals of one attempt are rare and apart.
CREATE INDEX payment_created ON payment (created_at);
CREATE INDEX payment_amount ON payment (amount, seq);
CREATE INDEX payment_approved ON payment (approved_amount, seq) WHERE approved_amount IS NOT NULL;
CREATE INDEX payment_reference ON payment (reference, seq) WHERE reference IS NOT NULL;
CREATE INDEX payment_rrn ON payment (rrn, seq) WHERE rrn IS NOT NULL;
CREATE INDEX payment_last4 ON payment (substr(masked, -4), seq);
CREATE INDEX attempt_rrn ON attempt (
  substr(approvals, instr(approvals, '|') + 1, instr(substr(approvals, instr(approvals, '|') + 1), '|') - 1))
  WHERE approvals IS NOT NULL;
CREATE INDEX attempt_approved_again ON attempt (payment) WHERE instr(approvals, char(10)) > 0;

INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
