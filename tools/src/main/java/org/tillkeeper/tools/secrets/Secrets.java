package org.tillkeeper.tools.secrets;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The secrets that a test or a demonstration has used, in every form in which one may stand
 * somewhere:
 *
 * <pre>
 *   digits     622500...   as characters (one byte, UTF-16 either way), parted by spaces or dashes,
 *                          packed two to a byte from either half, as hex of the characters, in Base64
 *   track      PAN=YYMM... as digits, with = or D, whole and what follows the card number's half
 *   bytes      PIN block   as they are, as hex of either case (one byte, UTF-16 either way),
 *                          in Base64, as words of four bytes in the other order
 * </pre>
 */
public final class Secrets {
  private static final int LEAST_BYTES = 6;
  private static final HexFormat LOWER = HexFormat.of();
  private static final HexFormat UPPER = HexFormat.of().withUpperCase();

  private final List<Form> forms = new ArrayList<>();

  /**
   * One secret in one form.
   *
   * @param secret its name
   * @param form what it looks like
   */
  record Form(String secret, String form, byte[] bytes) {
    String title() {
      return secret + ", " + form;
    }
  }

  /** A card number, a payment code or the like, at least 12 digits. */
  public Secrets digits(String name, String digits) {
    text(name, digits);
    packed(name, digits);
    for (String gap : List.of(" ", "-")) {
      String groups = digits.replaceAll("(.{4})(?=.)", "$1" + gap);
      add(name, "in groups", groups, StandardCharsets.US_ASCII);
    }
    return this;
  }

  /**
   * Track 2, from the card number's last digits to what follows the expiry.
   *
   * @param track with {@code =}
   */
  public Secrets track(String name, String track) {
    String behind = track.substring(track.indexOf('=') - 6);
    behind = behind.substring(0, Math.min(14, behind.length()));
    text(name, behind);
    text(name + " with D", behind.replace('=', 'D'));
    text(name + " in an address", behind.replace("=", "%3D"));
    packed(name, behind.replace('=', 'D'));
    return this;
  }

  /** A key, a PIN block, a cryptogram or other chip data. */
  public Secrets bytes(String name, byte[] bytes) {
    add(name, "bytes", bytes);
    text(name + " as hex", UPPER.formatHex(bytes));
    text(name + " as hex", LOWER.formatHex(bytes));
    base64(name, bytes);
    if (bytes.length % 4 == 0) {
      byte[] words = new byte[bytes.length];
      for (int i = 0; i < words.length; i++) {
        words[i] = bytes[i / 4 * 4 + 3 - i % 4];
      }
      add(name, "words", words);
    }
    return this;
  }

  /** The same of hex. */
  public Secrets hex(String name, String hex) {
    return bytes(name, LOWER.parseHex(hex.toLowerCase(Locale.ROOT)));
  }

  /** A password, a token or another text. */
  public Secrets text(String name, String text) {
    add(name, "characters", text, StandardCharsets.UTF_8);
    add(name, "UTF-16", text, StandardCharsets.UTF_16BE);
    add(name, "UTF-16", text, StandardCharsets.UTF_16LE);
    byte[] characters = text.getBytes(StandardCharsets.UTF_8);
    add(name, "hex of characters", LOWER.formatHex(characters), StandardCharsets.US_ASCII);
    add(name, "hex of characters", UPPER.formatHex(characters), StandardCharsets.US_ASCII);
    base64(name, characters);
    return this;
  }

  private void packed(String name, String nibbles) {
    int even = nibbles.length() / 2 * 2;
    int odd = (nibbles.length() - 1) / 2 * 2;
    add(name, "packed", parsed(nibbles.substring(0, even)));
    add(name, "packed from the second half", parsed(nibbles.substring(1, 1 + odd)));
  }

  private static byte[] parsed(String hex) {
    return LOWER.parseHex(hex.toLowerCase(Locale.ROOT));
  }

  /** What Base64 makes of it wherever it begins within three bytes. */
  private void base64(String name, byte[] bytes) {
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      // Characters that also hold bits of what stands before or behind are left out.
      int from = (before * 8 + 5) / 6;
      int to = (before + bytes.length) * 8 / 6;
      add(name, "Base64", text.substring(from, to), StandardCharsets.US_ASCII);
    }
  }

  private void add(String name, String form, String text, Charset charset) {
    add(name, form, text.getBytes(charset));
  }

  private void add(String name, String form, byte[] bytes) {
    if (bytes.length < LEAST_BYTES) {
      throw new IllegalArgumentException(
          name + ", " + form + ": " + bytes.length + " bytes stand anywhere by chance");
    }
    for (Form known : forms) {
      if (Arrays.equals(known.bytes, bytes)) {
        return;
      }
    }
    forms.add(new Form(name, form, bytes.clone()));
  }

  List<Form> forms() {
    return List.copyOf(forms);
  }

  /** The names of forms; a secret is not shown. */
  @Override
  public String toString() {
    return forms.stream().map(Form::title).toList().toString();
  }
}
