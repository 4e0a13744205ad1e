package org.tillkeeper.tools.doctor;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The doctor as somebody at the terminal runs it.
 *
 * @param json what it said
 * @param seconds how long it took, the start of its Java included
 * @param exit its exit code
 */
public record DoctorRun(Map<String, Object> json, double seconds, int exit) {
  private static final long PATIENCE_SECONDS = 60;

  /**
   * Runs it.
   *
   * @param before what stands before the command, such as {@code ip netns exec shop}
   * @param config agent.yaml
   * @param folder what it prints goes there
   */
  public static DoctorRun of(List<String> before, Path config, Path folder) throws Exception {
    return begin(before, config, folder).end();
  }

  /** One that is under way. */
  public record Begun(Process process, Path printed, Path errors, long nanos) {
    /** Waits for its end. */
    public DoctorRun end() throws Exception {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the doctor does not end");
      }
      double seconds = (System.nanoTime() - nanos) / 1e9;
      String text = Files.readString(printed);
      if (text.isEmpty()) {
        throw new AssertionError(Files.readString(errors));
      }
      return new DoctorRun(JSON.std.mapFrom(text), seconds, process.exitValue());
    }
  }

  /** Begins to run it as {@link #of} does. */
  public static Begun begin(List<String> before, Path config, Path folder) throws Exception {
    List<String> command = new ArrayList<>(before);
    command.addAll(java());
    command.addAll(
        List.of(
            "org.tillkeeper.tools.Tillkeeper", "doctor", "--json", "--config", config.toString()));
    Path printed = Files.createTempFile(folder, "doctor", ".json");
    Path errors = Files.createTempFile(folder, "doctor", ".err");
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectError(errors.toFile())
            .redirectOutput(printed.toFile())
            .start();
    return new Begun(process, printed, errors, begun);
  }

  static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"));
  }

  /** The check that the verdict names, and what it found there, as stable words. */
  public String verdict() {
    String check = String.valueOf(((Map<?, ?>) json.get("verdict")).get("check"));
    return check + " " + condition(check);
  }

  /** What a check found, as a stable word. */
  public String condition(String check) {
    return String.valueOf(evidence(check).get("condition"));
  }

  /** What a check saw. */
  public Map<?, ?> evidence(String check) {
    for (Object one : (List<?>) json.get("findings")) {
      if (((Map<?, ?>) one).get("check").equals(check)) {
        return (Map<?, ?>) ((Map<?, ?>) one).get("evidence");
      }
    }
    throw new AssertionError("no finding for " + check);
  }
}
