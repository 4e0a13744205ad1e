package org.tillkeeper.tools.acquirer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sign-in and sign-off, and what a terminal downloads: its parameters, the public keys of card
 * schemes, the parameters of chip applications.
 */
final class Management {
  private static final int KEYS_PER_ANSWER = 2;

  /** Tags of a public key as a list shows it: scheme, index, expiry. */
  private static final List<String> KEY_NAME = List.of("9F06", "9F22", "DF05");

  private final AcquirerSettings settings;
  private final AcquirerLedger ledger;
  private final TerminalKeys keys;

  Management(AcquirerSettings settings, AcquirerLedger ledger, TerminalKeys keys) {
    this.settings = settings;
    this.ledger = ledger;
    this.keys = keys;
  }

  Decision decide(Request request, AcquirerSettings.Registered terminal) throws SQLException {
    return switch (request.kind()) {
      case SIGN_IN -> signIn(request, terminal);
      case SIGN_OFF -> {
        keys.forget(terminal);
        yield Decision.of(Codes.APPROVED, "signed off");
      }
      case ECHO -> Decision.of(Codes.APPROVED, "echo");
      case STATUS_UPLOAD -> Decision.of(Codes.APPROVED, "status taken");
      case PARAMETERS -> Decision.with(Codes.APPROVED, "parameters", Map.of(62, parameters()));
      case CAPK -> list(request, settings.publicKeys, KEY_NAME);
      case CHIP_PARAMETERS -> list(request, settings.applications, List.of("9F06"));
      default -> Decision.of(Codes.INVALID_TRANSACTION, "not supported here");
    };
  }

  private Decision signIn(Request request, AcquirerSettings.Registered terminal)
      throws SQLException {
    if (settings.protocol.batch(request.message()).isEmpty()) {
      return Decision.of(Codes.APPROVED, "signed in");
    }
    String layout = UnionPayProtocol.managementCode(request.message());
    if (!KeyBlock.fits(layout, terminal.masterKey().length)) {
      return Decision.of(Codes.NOT_SUPPORTED, "SM4 needs a master key of 16 bytes");
    }
    byte[] block = keys.renew(terminal, layout);
    String batch = ledger.terminal(terminal.id).batch();
    return Decision.with(Codes.APPROVED, "signed in", Map.of(60, "00" + batch + layout, 62, block));
  }

  private byte[] parameters() {
    StringBuilder text = new StringBuilder();
    settings.parameters.forEach((tag, value) -> text.append(tag).append(value));
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * The list of what there is (0820: field 62 is 1 and how many were listed already), one of them
   * (0800 370 and 380: field 62 names it in TLV), or the end of the download.
   */
  private Decision list(Request request, List<byte[]> all, List<String> nameTags) {
    String code = UnionPayProtocol.managementCode(request.message());
    if (code.endsWith("1")) {
      return Decision.of(Codes.APPROVED, "download ended");
    }
    return request.mti().equals("0820") ? names(request, all, nameTags) : one(request, all);
  }

  /** First byte 0: none, 1: all of them, 2: there are more, 3: the last of several answers. */
  private static Decision names(Request request, List<byte[]> all, List<String> nameTags) {
    String asked = new String(request.bytes(62), StandardCharsets.ISO_8859_1);
    if (!asked.matches("1[0-9]{2}")) {
      return Decision.of(Codes.FORMAT_ERROR, "field 62 is not 1 and a number of 2 digits");
    }
    int from = Integer.parseInt(asked.substring(1));
    int to = Math.min(all.size(), from + KEYS_PER_ANSWER);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    if (from >= all.size()) {
      answer.write('0');
    } else if (to < all.size()) {
      answer.write('2');
    } else {
      answer.write(from == 0 ? '1' : '3');
    }
    for (int i = from; i < to; i++) {
      for (String tag : nameTags) {
        answer.writeBytes(tlv(tag, ChipTags.value(all.get(i), tag)));
      }
    }
    return Decision.with(Codes.APPROVED, "list", Map.of(62, answer.toByteArray()));
  }

  private static byte[] tlv(String tag, String value) {
    return HexFormat.of().parseHex(tag + String.format("%02X", value.length() / 2) + value);
  }

  /** First byte 1 and the data, or 0 where there is no such thing. */
  private static Decision one(Request request, List<byte[]> all) {
    byte[] name = request.bytes(62);
    Optional<byte[]> found =
        all.stream()
            .filter(
                one ->
                    !ChipTags.value(name, "9F06").isEmpty()
                        && ChipTags.value(name, "9F06").equals(ChipTags.value(one, "9F06"))
                        && ChipTags.value(name, "9F22").equals(ChipTags.value(one, "9F22")))
            .findFirst();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(found.isPresent() ? '1' : '0');
    found.ifPresent(answer::writeBytes);
    return Decision.with(Codes.APPROVED, "download", Map.of(62, answer.toByteArray()));
  }
}
