package org.tillkeeper.tools.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tillkeeper.tools.lab.Instrument;
import org.tillkeeper.tools.secrets.SecretScan;
import org.tillkeeper.tools.secrets.Secrets;

/** Looks for the card data of the lab's customers in files. */
final class ClearData {
  private final SecretScan scan =
      new SecretScan(
          new Secrets()
              .digits("card number", Instrument.PAN)
              .track("track 2", Instrument.TRACK2)
              // All payment codes of a test begin alike.
              .digits("payment code", Instrument.qrCode(0).substring(0, 17)));

  /** Every find in every file of a folder; empty if there is none. */
  List<String> in(Path folder) throws IOException {
    return scan.folder(folder).stream().map(SecretScan.Find::toString).toList();
  }
}
