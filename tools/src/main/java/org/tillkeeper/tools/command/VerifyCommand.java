package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tillkeeper.agent.bundle.BundleCheck;
import org.tillkeeper.agent.bundle.Fault;
import org.tillkeeper.agent.keys.DeviceKey;
import org.tillkeeper.agent.keys.Minisign;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether a bundle is as a terminal made it: exit 0, or 1 and what was changed, cut out, added. */
@Command(
    name = "verify",
    footer = "tools/tillkeeper verify tillkeeper-00000001-20260131T080000Z.tar.gz")
final class VerifyCommand implements Callable<Integer> {
  private static final int KEY_MOST = 4096;

  @Parameters(paramLabel = "FILE", descriptionKey = "bundle")
  private Path file;

  @Option(names = "--key", paramLabel = "FILE")
  private Path key;

  @Option(names = "--json")
  private boolean json;

  @Override
  public Integer call() throws InvalidSettings, IOException {
    Optional<DeviceKey.Public> expected = expected();
    BundleCheck.Verdict verdict;
    try (InputStream in = Files.newInputStream(file)) {
      verdict = BundleCheck.of(in, expected);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new InvalidSettings(say("verify.no-file", file));
    }
    if (json) {
      Console.out().println(AgentApi.written(members(verdict)));
    } else {
      show(verdict, expected.isPresent());
    }
    return verdict.faults().isEmpty() ? 0 : 1;
  }

  private Optional<DeviceKey.Public> expected() throws InvalidSettings {
    if (key == null) {
      return Optional.empty();
    }
    try {
      if (Files.size(key) <= KEY_MOST) {
        return Optional.of(Minisign.publicKey(Files.readString(key, StandardCharsets.ISO_8859_1)));
      }
    } catch (IOException e) {
      throw new InvalidSettings(say("verify.no-key-file", key));
    } catch (IllegalArgumentException e) {
      // as one that is too long
    }
    throw new InvalidSettings(say("verify.no-key", key));
  }

  private Map<String, Object> members(BundleCheck.Verdict verdict) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("whole", verdict.faults().isEmpty());
    for (String fact : List.of("terminal", "merchant", "at", "payment")) {
      members.put(fact, verdict.facts().get(fact));
    }
    members.put("deviceKey", verdict.key().map(Object::toString).orElse(null));
    members.put("keyGiven", key != null);
    members.put("entries", verdict.entries());
    List<Object> faults = new ArrayList<>();
    for (Fault fault : verdict.faults()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("kind", fault.kind().label());
      one.put("entry", fault.entry());
      one.put("text", Faults.say(fault, verdict));
      faults.add(one);
    }
    members.put("faults", faults);
    return members;
  }

  private void show(BundleCheck.Verdict verdict, boolean isKeyGiven) throws IOException {
    PrintStream out = Console.out();
    if (verdict.faults().isEmpty()) {
      Map<String, Object> facts = verdict.facts();
      out.println(
          say("verify.whole", verdict.entries(), facts.get("terminal"), facts.get("localTime")));
      out.println(say(isKeyGiven ? "verify.key-fits" : "verify.key", verdict.key().get()));
      return;
    }
    if (isEncrypted()) {
      out.println(say("verify.encrypted", file));
      return;
    }
    out.println(say("verify.not-whole", file));
    for (Fault fault : verdict.faults()) {
      out.println("  " + Faults.say(fault, verdict));
    }
  }

  private boolean isEncrypted() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(22), StandardCharsets.ISO_8859_1)
          .equals("age-encryption.org/v1\n");
    }
  }
}
