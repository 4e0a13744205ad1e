package org.tillkeeper.tools.demo;

import static org.tillkeeper.tools.demo.DemoWords.WORDS;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.tillkeeper.iso8583.yaml.Printable;
import org.tillkeeper.tools.lab.Payment;
import org.tillkeeper.tools.words.Console;

/** What the person in front of the demonstration reads. Safe for any thread. */
final class Screen {
  /** Colours of a terminal (ECMA-48). */
  private enum Colour {
    GREEN("32"),
    YELLOW("33"),
    RED("31"),
    BLUE("36"),
    BOLD("1");

    final String code;

    Colour(String code) {
      this.code = code;
    }
  }

  private final PrintStream out = Console.terminal();
  private final boolean colours;
  private long sceneNanos = System.nanoTime();
  private boolean silent;

  Screen(boolean colours) {
    this.colours = colours;
  }

  /** One line. */
  synchronized void line(String text) {
    if (!silent) {
      out.println(text);
    }
  }

  /** The person has interrupted: nothing that follows is of interest. */
  synchronized void silence() {
    silent = true;
  }

  /** A heading. */
  synchronized void title(String text) {
    line("");
    line(coloured(Colour.BOLD, text));
  }

  /** A new payment begins; times count from here. */
  synchronized void scene(int number, String entry, long amount, String what) {
    sceneNanos = System.nanoTime();
    line("");
    line(
        coloured(
            Colour.BOLD,
            String.format("%2d  ", number)
                + Table.padded(entry, 12)
                + String.format("%8s  ", money(amount))
                + what));
  }

  /** Something is done to the line, the acquirer or the agent. */
  synchronized void happens(String text) {
    line("    " + since() + coloured(Colour.BLUE, "* " + text));
  }

  /** The cashier reads something new. */
  synchronized void cashierReads(Payment payment) {
    line(
        "    "
            + since()
            + coloured(colour(payment.display()), Table.padded(display(payment.display()), 11))
            + WORDS.language().choose(payment.messageZh(), payment.messageEn()));
  }

  /** The table's lines: a heading, then good rows and bad ones. */
  synchronized void table(List<String> lines, List<Boolean> good) {
    line("");
    line(coloured(Colour.BOLD, lines.get(0)));
    for (int i = 1; i < lines.size(); i++) {
      line(good.get(i - 1) ? lines.get(i) : coloured(Colour.RED, lines.get(i)));
    }
    line("");
  }

  synchronized void good(String text) {
    line(coloured(Colour.GREEN, text));
  }

  synchronized void bad(String text) {
    line(coloured(Colour.RED, text));
  }

  private String since() {
    double seconds = (System.nanoTime() - sceneNanos) / 1e9;
    return String.format(Locale.ROOT, "%+6.1f s  ", seconds);
  }

  private String coloured(Colour colour, String given) {
    String text = Printable.escapedLines(given);
    return colours ? "\u001B[" + colour.code + "m" + text + "\u001B[0m" : text;
  }

  private static Colour colour(String display) {
    return switch (display) {
      case "confirmed" -> Colour.GREEN;
      case "declined", "attention" -> Colour.RED;
      case "cancelled", "not-sent" -> Colour.BLUE;
      default -> Colour.YELLOW;
    };
  }

  /** An amount in fen as yuan. */
  static String money(long amount) {
    return String.format(Locale.ROOT, "%d.%02d", amount / 100, amount % 100);
  }

  /** What the cashier sees, in a word. */
  static String display(String display) {
    return WORDS.meaning("display", display).orElse(display);
  }
}
