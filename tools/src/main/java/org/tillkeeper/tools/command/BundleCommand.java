package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.notAllowed;
import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.CannotStart;
import org.tillkeeper.agent.StoppedAgent;
import org.tillkeeper.agent.bundle.BundleCheck;
import org.tillkeeper.agent.bundle.BundleWriter;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.files.OwnerOnly;
import org.tillkeeper.agent.keys.AgeFile;
import org.tillkeeper.agent.till.BundleMaking;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One signed file with what the terminal knows. A running agent makes it; where none answers it is
 * made here of what the agent has left. It is checked while it is written, and stands under its
 * name only once it is whole.
 */
@Command(name = "bundle", footer = "tools/tillkeeper bundle --since 2d --out /media/usb/")
final class BundleCommand extends LookCall {
  @Option(names = "--since", paramLabel = "TIME", descriptionKey = "since")
  private String since;

  @Option(names = "--payment", paramLabel = "ID")
  private String payment;

  @Option(names = "--out", paramLabel = "FILE")
  private Path out;

  @Option(names = "--encrypt-to", paramLabel = "RECIPIENT")
  private String recipient;

  @Override
  String path() throws InvalidSettings {
    List<String> query = new ArrayList<>();
    Optional<Instant> from = from();
    from.ifPresent(time -> query.add("since=" + time));
    if (payment != null) {
      query.add("payment=" + URLEncoder.encode(payment, StandardCharsets.UTF_8));
    }
    return "/v1/bundle" + (query.isEmpty() ? "" : "?" + String.join("&", query));
  }

  private Optional<Instant> from() throws InvalidSettings {
    return since(since, clockOrReaders());
  }

  @Override
  public Integer call() throws InvalidSettings, IOException {
    String path = path();
    refuseNoRecipient();
    boolean isNamed = out != null && !Files.isDirectory(out);
    Path place = out == null ? Path.of("") : out;
    Path folder = isNamed ? out.toAbsolutePath().getParent() : place;
    if (isNamed && Files.exists(out)) {
      throw new InvalidSettings(say("bundle.exists", out));
    }
    Path part = folder.resolve("tillkeeper-" + Long.toHexString(System.nanoTime()) + ".part");
    try {
      BundleCheck.Verdict verdict = written(path, part);
      if (!verdict.faults().isEmpty()) {
        throw new IOException(
            say("bundle.not-whole", Faults.say(verdict.faults().get(0), verdict)));
      }
      Path file = isNamed ? out : folder.resolve(name(verdict.facts()));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      report(file, verdict);
      return 0;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void refuseNoRecipient() throws InvalidSettings {
    if (recipient == null) {
      return;
    }
    try {
      AgeFile.to(recipient, OutputStream.nullOutputStream(), new SecureRandom());
    } catch (IllegalArgumentException | IOException e) {
      throw new InvalidSettings(
          "--encrypt-to is no recipient: allowed is age1 and 58 characters, as age-keygen prints it"
              + " behind \"public key:\"");
    }
  }

  private String name(Map<String, Object> facts) {
    return BundleWriter.name(
            String.valueOf(facts.get("terminal")), Instant.parse(String.valueOf(facts.get("at"))))
        + ".tar.gz"
        + (recipient == null ? "" : ".age");
  }

  private void report(Path file, BundleCheck.Verdict verdict) throws IOException {
    PrintStream to = Console.out();
    String key = verdict.key().map(Object::toString).orElse("");
    if (isJson()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("file", file.toString());
      json.put("bytes", Files.size(file));
      json.put("deviceKey", key);
      json.put("agentRuns", verdict.facts().get("agentRuns"));
      json.put("leftOut", verdict.facts().get("leftOut"));
      to.println(AgentApi.written(json));
      return;
    }
    to.println(say("bundle.written", file, Files.size(file)));
    to.println(say("bundle.key", key));
    leftOut(verdict).forEach((why, what) -> to.println(say("bundle.left-out", what, why)));
  }

  /** What was left out, by the reason. */
  private static Map<String, String> leftOut(BundleCheck.Verdict verdict) {
    Map<String, String> byReason = new LinkedHashMap<>();
    if (verdict.facts().get("leftOut") instanceof List<?> left) {
      for (Object one : left) {
        if (one instanceof Map<?, ?> what) {
          byReason.merge(text(what, "why"), text(what, "entry"), (a, b) -> a + ", " + b);
        }
      }
    }
    return byReason;
  }

  private BundleCheck.Verdict written(String path, Path part) throws IOException, InvalidSettings {
    try {
      try (InputStream in = api().stream(path)) {
        return copied(in, part);
      }
    } catch (AgentApi.NoAnswer e) {
      if (isAfar()) {
        throw e;
      }
      return ofStopped(part);
    }
  }

  private BundleCheck.Verdict ofStopped(Path part) throws IOException, InvalidSettings {
    AgentConfig config;
    try {
      config = AgentConfig.read(config().toFile());
    } catch (InvalidConfig e) {
      throw new InvalidSettings(e.getMessage());
    }
    try (StoppedAgent stopped = StoppedAgent.open(config)) {
      if (payment != null && stopped.has(payment).equals(Optional.of(false))) {
        throw new IOException(say("bundle.no-payment", payment));
      }
      Console.err().println(say("bundle.stopped"));
      Optional<Instant> from = from();
      BundleMaking making =
          stopped.bundle(new BundleMaking.Wanted(from, Optional.ofNullable(payment)));
      return copied(new Pieces(making), part);
    } catch (CannotStart e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** A bundle as it is made. */
  private static final class Pieces extends InputStream {
    private final BundleMaking making;
    private byte[] piece = new byte[0];
    private int at;

    Pieces(BundleMaking making) {
      this.making = making;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) {
      while (at == piece.length) {
        if (making.isEnded()) {
          return -1;
        }
        piece = making.next();
        at = 0;
      }
      int count = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, into, from, count);
      at += count;
      return count;
    }
  }

  private BundleCheck.Verdict copied(InputStream in, Path part) throws IOException {
    try {
      OwnerOnly.file(part.toFile());
      OutputStream file = new ToDisk(Files.newOutputStream(part));
      try (OutputStream to =
          recipient == null ? file : AgeFile.to(recipient, file, new SecureRandom())) {
        return BundleCheck.of(new Copying(in, to), Optional.empty());
      }
    } catch (CannotWrite e) {
      throw new IOException(
          say("bundle.no-space", part.toAbsolutePath().getParent(), e.getMessage()), e);
    } catch (AccessDeniedException e) {
      throw new IOException(notAllowed(part.toAbsolutePath().getParent()), e);
    } catch (FileSystemException e) {
      throw new IOException(
          say("bundle.no-space", part.toAbsolutePath().getParent(), e.getReason()), e);
    } catch (IOException e) {
      throw new IOException(say("bundle.not-whole", e.getMessage() + "."), e);
    }
  }

  /** The disk does not take it. */
  private static final class CannotWrite extends IOException {
    private static final long serialVersionUID = 1L;

    CannotWrite(IOException why) {
      super(why.getMessage(), why);
    }
  }

  /** Tells a disk that takes nothing from a line that brings nothing. */
  private static final class ToDisk extends FilterOutputStream {
    ToDisk(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        throw new CannotWrite(e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } catch (IOException e) {
        throw new CannotWrite(e);
      }
    }
  }

  /** What is read is written as well. */
  private static final class Copying extends FilterInputStream {
    private final OutputStream to;

    Copying(InputStream in, OutputStream to) {
      super(in);
      this.to = to;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count = super.read(into, from, length);
      if (count > 0) {
        to.write(into, from, count);
      }
      return count;
    }
  }

  @Override
  void show(Map<String, Object> answer, AgentApi api, PrintStream to) {
    throw new IllegalStateException("a bundle is no JSON");
  }
}
