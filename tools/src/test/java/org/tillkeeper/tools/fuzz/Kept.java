package org.tillkeeper.tools.fuzz;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tillkeeper.iso8583.Hex;

/** Moves a target's corpus between the kept file and the folder of a coverage-guided run. */
final class Kept {
  private static final int MOST_BYTES = 4 * 1024;
  private static final int MOST_INPUTS = 400;
  private static final int MOST_CHARACTERS = 48 * 1024;
  private static final Pattern CARD = Pattern.compile("(?<![0-9])[0-9]{15,19}(?![0-9])");
  private static final Set<String> TEST_CARDS =
      Set.of(Samples.PAN, "6225000000000002", "6212345678901234567");

  private Kept() {}

  /**
   * {@code lay-out TARGET FOLDER} writes the kept inputs and the seeds, {@code words TARGET FILE}
   * the words, {@code keep TARGET FOLDER} adds what is new and may be kept.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("names")) {
      System.out.println(String.join("\n", Targets.names()));
      return;
    }
    Path tools = Path.of(System.getProperty("tillkeeper.tools"));
    String name = arguments[1];
    Path place = Path.of(arguments[2]);
    switch (arguments[0]) {
      case "lay-out" -> layOut(tools, name, place);
      case "words" -> words(name, place);
      case "keep" -> keep(tools, name, place);
      default -> throw new IllegalArgumentException("lay-out, words or keep");
    }
    System.exit(0);
  }

  private static void layOut(Path tools, String name, Path folder) throws Exception {
    Files.createDirectories(folder);
    List<byte[]> inputs = new ArrayList<>(Corpus.read(Corpus.file(tools, name)));
    try (Target target = Targets.named(name)) {
      inputs.addAll(target.seeds());
    }
    for (int i = 0; i < inputs.size(); i++) {
      Files.write(folder.resolve("kept-" + i), inputs.get(i));
    }
  }

  private static void words(String name, Path file) throws Exception {
    StringBuilder lines = new StringBuilder();
    try (Target target = Targets.named(name)) {
      for (String word : target.words()) {
        lines.append('"');
        for (byte octet : word.getBytes(StandardCharsets.UTF_8)) {
          lines.append("\\x").append(Hex.encode(new byte[] {octet}));
        }
        lines.append("\"\n");
      }
    }
    Files.writeString(file, lines);
  }

  private static void keep(Path tools, String name, Path folder) throws Exception {
    Path file = Corpus.file(tools, name);
    Set<String> lines = new LinkedHashSet<>(Corpus.lines(file));
    int before = lines.size();
    List<byte[]> found = new ArrayList<>();
    try (Target target = Targets.named(name);
        Stream<Path> files = Files.list(folder)) {
      List<String> seeds = new ArrayList<>();
      target.seeds().forEach(seed -> seeds.add(Corpus.encode(seed)));
      for (Path each : files.toList()) {
        byte[] input = Files.readAllBytes(each);
        if (mayBeKept(input) && !seeds.contains(Corpus.encode(input))) {
          found.add(input);
        }
      }
    }
    found.sort(Comparator.comparingInt(input -> input.length));
    Set<String> known = new LinkedHashSet<>();
    Corpus.read(file).forEach(input -> known.add(Corpus.encode(input)));
    int characters = String.join("\n", lines).length();
    for (byte[] input : found) {
      String line = Corpus.encode(input);
      characters += line.length() + 1;
      if (lines.size() < MOST_INPUTS && characters < MOST_CHARACTERS && known.add(line)) {
        lines.add(line);
      }
    }
    Files.createDirectories(file.getParent());
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    Files.writeString(file, text, StandardCharsets.US_ASCII);
    System.out.println(name + ": " + lines.size() + " kept, " + (lines.size() - before) + " new");
  }

  /** Small, and no number in it that could be the card of somebody. */
  static boolean mayBeKept(byte[] input) {
    return input.length <= MOST_BYTES
        && !holdsCard(new String(input, StandardCharsets.ISO_8859_1))
        && !holdsCard(Hex.encode(input));
  }

  private static boolean holdsCard(String text) {
    Matcher number = CARD.matcher(text);
    while (number.find()) {
      String digits = number.group();
      boolean test = TEST_CARDS.stream().anyMatch(digits::contains);
      boolean issued = digits.charAt(0) >= '3' && digits.charAt(0) <= '6';
      if (!test && issued && passesLuhn(digits)) {
        return true;
      }
    }
    return false;
  }

  private static boolean passesLuhn(String number) {
    int sum = 0;
    for (int i = 0; i < number.length(); i++) {
      int digit = number.charAt(number.length() - 1 - i) - '0';
      int weighted = i % 2 == 0 ? digit : 2 * digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return sum % 10 == 0;
  }
}
