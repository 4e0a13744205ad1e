package org.tillkeeper.agent.terminal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.messages.ChipParameters;
import org.tillkeeper.agent.messages.Wanted;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.unionpay.TerminalParameters;

/** What only a test may ask: what an acquirer's field 62 becomes, without the acquirer. */
public final class DownloadsOnBench {
  private static final String KEY_NAME = "9F0605A0000003339F220102";
  private static final String APPLICATION_NAME = "9F0608A000000333010101";

  private DownloadsOnBench() {}

  /**
   * What is in force after it was received.
   *
   * @param which 0 parameters, 1 a list of keys, 2 a key, 3 a list of applications, 4 an
   *     application
   * @param content field 62 in hex
   */
  public static Downloaded received(int which, String content) {
    ChipParameters chip =
        new ChipParameters(Dialect.named("unionpay-pos").conventions().downloads());
    List<Downloaded.Item> items = new ArrayList<>();
    Wanted wanted =
        switch (which) {
          case 0 -> Wanted.PARAMETERS;
          case 1, 2 -> Wanted.PUBLIC_KEYS;
          default -> Wanted.APPLICATIONS;
        };
    switch (which) {
      case 0 -> {
        String text = new String(Hex.decode(content), StandardCharsets.ISO_8859_1);
        TerminalParameters.parse(text)
            .values()
            .forEach((tag, value) -> items.add(new Downloaded.Item(tag, value)));
      }
      case 1, 3 -> {
        for (String name : chip.names(wanted, content).names()) {
          items.add(item(chip, wanted, name));
        }
      }
      default ->
          items.add(
              item(
                  chip,
                  wanted,
                  chip.value(wanted, which == 2 ? KEY_NAME : APPLICATION_NAME, content)));
    }
    return new Downloaded(
        wanted.label(), 1, Optional.empty(), Optional.empty(), Optional.empty(), items);
  }

  private static Downloaded.Item item(ChipParameters chip, Wanted wanted, String tlv) {
    return new Downloaded.Item("", tlv, chip.values(tlv), chip.named(wanted, tlv));
  }
}
