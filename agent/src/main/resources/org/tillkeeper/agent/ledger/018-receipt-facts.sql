-- What a receipt says of the chip and of the device, sealed. Null where nothing is known, and in the rows of before.
ALTER TABLE payment ADD COLUMN receipt_facts BLOB;
