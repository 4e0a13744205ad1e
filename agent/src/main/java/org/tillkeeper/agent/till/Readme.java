package org.tillkeeper.agent.till;

/** What a bundle says to who unpacks it without this software. */
final class Readme {
  static final String TEXT =
      "What a payment terminal knows, signed by the terminal's own key.\n"
          + "\n"
          + "Is it whole? With this software: tillkeeper verify FILE --key KEY\n"
          + "Without it, in this folder:\n"
          + "  sha256sum -c MANIFEST.sha256\n"
          + "  openssl pkeyutl -verify -pubin -inkey device.pem -rawin -in MANIFEST.sha256"
          + " -sigfile MANIFEST.sha256.sig\n"
          + "  minisign -V -p device.minisign.pub -m MANIFEST.sha256\n"
          + "The key in this folder shows that nothing was changed since it was signed. Whose key it\n"
          + "is shows its fingerprint, which the terminal tells on its page and with 'tillkeeper\n"
          + "status':\n"
          + "  openssl pkey -pubin -in device.pem -outform DER | sha256sum\n"
          + "\n"
          + "bundle.json      terminal, time, versions, where the history ended, what was left out\n"
          + "evidence.json    of one payment: what an acquirer asks for\n"
          + "payments.*       a payment a line; amounts in the minor unit (fen)\n"
          + "history.*        every row of the ledger's history with its hash. A hash is SHA-256 over\n"
          + "                 the hash before (32 bytes), seq, paymentSeq, at (8 bytes each), attempt,\n"
          + "                 length of kind (4 each), kind, length of message (4), message;\n"
          + "                 big-endian, UTF-8\n"
          + "frames.*         what the line carried, without its secrets\n"
          + "logs/            the log\n"
          + "Card numbers are masked everywhere. There are no keys, tracks or PIN blocks in it.\n";

  private Readme() {}
}
