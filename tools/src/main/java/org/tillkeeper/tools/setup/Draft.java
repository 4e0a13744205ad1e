package org.tillkeeper.tools.setup;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.files.OwnerOnly;
import org.tillkeeper.agent.keys.FileKeyVault;
import org.tillkeeper.agent.keys.MacKeys;
import org.tillkeeper.agent.keys.UnusableKeyFile;
import org.tillkeeper.iso8583.Dialect;

/**
 * A configuration that is being made. Each answer is checked by the agent's own rules: the draft is
 * read as an agent would read it, with something harmless where an answer is still missing.
 */
public final class Draft {
  private static final Map<Question, String> HARMLESS =
      Map.of(
          Question.TERMINAL, "00000000",
          Question.MERCHANT, "000000000000000",
          Question.CURRENCY, "CNY",
          Question.TIME_ZONE, "UTC",
          Question.DIALECT, "unionpay-pos",
          Question.ADDRESS, "127.0.0.1:1",
          Question.TLS, "no");

  private final Place place;
  private final Map<Question, String> answers = new EnumMap<>(Question.class);

  public Draft(Place place) {
    this.place = place;
  }

  /**
   * Takes an answer.
   *
   * @throws InvalidAnswer if an agent would not; the draft is as it was
   */
  public void answer(Question question, String given) throws InvalidAnswer, IOException {
    String text = given.trim();
    Optional<String> before = Optional.ofNullable(answers.put(question, text));
    try {
      if (question == Question.ADDRESS && text.isEmpty()) {
        throw new InvalidAnswer("host.routes: address: must be HOST:PORT");
      }
      read();
    } catch (InvalidAnswer e) {
      answers.remove(question);
      before.ifPresent(it -> answers.put(question, it));
      throw e;
    }
  }

  /** What is taken where nothing is said. */
  public Optional<String> usual(Question question) {
    return switch (question) {
      case TPDU -> of(dialect().tpdu());
      case HEADER -> of(dialect().header());
      default -> question.usual();
    };
  }

  private static Optional<String> of(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** Whether the dialect that was chosen has such a thing. */
  public boolean applies(Question question) {
    return switch (question) {
      case TPDU -> !dialect().tpdu().isEmpty();
      case HEADER -> !dialect().header().isEmpty();
      default -> true;
    };
  }

  private Dialect dialect() {
    try {
      return read().host().dialect();
    } catch (InvalidAnswer | IOException e) {
      throw new IllegalStateException("every answer was checked", e);
    }
  }

  /**
   * Checks a master key as a start would.
   *
   * @param hex as it was typed or read
   */
  public void check(byte[] hex) throws InvalidAnswer, IOException {
    Path aside = Files.createTempDirectory("tillkeeper-setup");
    Path file = aside.resolve("master.key");
    try {
      OwnerOnly.write(file.toFile(), hex);
      FileKeyVault.verify(
          file.toFile(), aside.resolve("none").toFile(), MacKeys.of(dialect()), false);
    } catch (UnusableKeyFile e) {
      throw new InvalidAnswer(e.getMessage().replace(file.toString(), place.masterKey()));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(aside);
    }
  }

  private AgentConfig read() throws InvalidAnswer, IOException {
    // Beside the real one: a dialect or a CA of one's own may be named relative to it.
    File folder = Optional.ofNullable(place.config().getParent().toFile()).orElseThrow();
    Path aside =
        folder.isDirectory() && folder.canWrite()
            ? Files.createTempFile(folder.toPath(), ".setup-", ".yaml")
            : Files.createTempFile("tillkeeper-setup", ".yaml");
    try {
      Files.writeString(aside, yaml());
      return AgentConfig.read(aside.toFile());
    } catch (InvalidConfig e) {
      throw new InvalidAnswer(withoutPlace(e.getMessage()));
    } finally {
      Files.delete(aside);
    }
  }

  /** The key and what is wrong with it; who answers a question has no line of a file in mind. */
  private static String withoutPlace(String message) {
    for (Question question : Question.values()) {
      int at = message.indexOf(question.key());
      if (at >= 0) {
        return message.substring(at);
      }
    }
    return message;
  }

  /** The configuration, as it is written. */
  public String yaml() {
    StringBuilder yaml = new StringBuilder(600);
    yaml.append("# Written by tillkeeper setup. Every key is explained in Tillkeeper's README.\n")
        .append("terminal: {id: ")
        .append(quoted(value(Question.TERMINAL)))
        .append(", merchant: ")
        .append(quoted(value(Question.MERCHANT)))
        .append(", currency: ")
        .append(quoted(value(Question.CURRENCY)))
        .append(", timeZone: ")
        .append(quoted(value(Question.TIME_ZONE)))
        .append("}\ndata: ")
        .append(quoted(place.data()))
        .append("\napi: {listen: \"127.0.0.1:8583\"}\nhost:\n  dialect: ")
        .append(quoted(value(Question.DIALECT)))
        .append("\n  routes: [{name: primary, address: ")
        .append(quoted(value(Question.ADDRESS)))
        .append(", tls: ")
        .append(tls())
        .append("}]\n");
    line(yaml, "tpdu", Question.TPDU);
    line(yaml, "header", Question.HEADER);
    return yaml.append("keys: {masterKeyFile: ")
        .append(quoted(place.masterKey()))
        .append(", ledgerKeyFile: ")
        .append(quoted(place.ledgerKey()))
        .append("}\n")
        .toString();
  }

  private void line(StringBuilder yaml, String key, Question question) {
    String value = answers.getOrDefault(question, "");
    if (!value.isEmpty()) {
      yaml.append("  ").append(key).append(": ").append(quoted(value)).append('\n');
    }
  }

  private String tls() {
    String said = value(Question.TLS);
    return switch (said) {
      case "no" -> "false";
      case "yes" -> "true";
      default -> "{ca: " + quoted(said) + "}";
    };
  }

  private String value(Question question) {
    return answers.getOrDefault(question, HARMLESS.getOrDefault(question, ""));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(
            it -> {
              if (it == '"' || it == '\\') {
                quoted.append('\\').append((char) it);
              } else if (it < ' ' || it == 0x7f) {
                quoted.append(String.format("\\x%02x", it));
              } else {
                quoted.append((char) it);
              }
            });
    return quoted.append('"').toString();
  }

  /**
   * Writes configuration and key, so that whoever looks finds both or what was there before.
   *
   * @param masterKey empty where the one that is there stays
   */
  public void write(Optional<byte[]> masterKey) throws IOException {
    place.folders();
    if (masterKey.isPresent()) {
      place.write(place.file(place.masterKey()), masterKey.get());
    }
    place.write(place.config(), yaml().getBytes(StandardCharsets.UTF_8));
  }
}
