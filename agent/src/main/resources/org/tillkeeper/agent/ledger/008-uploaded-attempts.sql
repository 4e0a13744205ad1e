-- An upload names attempts, since a payment may have more than one that counts. Of before, it was the one that the acquirer
-- confirmed, or else the last that was sent.

ALTER TABLE upload_payment ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1;
UPDATE upload_payment SET attempt = coalesce(
  (SELECT min(a.number) FROM attempt a JOIN payment p ON p.seq = a.payment
    WHERE p.id = upload_payment.payment AND a.outcome = 'confirmed'),
  (SELECT max(a.number) FROM attempt a JOIN payment p ON p.seq = a.payment
    WHERE p.id = upload_payment.payment AND a.sends > 0),
  1);
INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
