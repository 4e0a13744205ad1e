package org.tillkeeper.agent;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.diagnosis.Diagnosis;
import org.tillkeeper.agent.diagnosis.Doctor;
import org.tillkeeper.agent.diagnosis.SystemFiles;
import org.tillkeeper.agent.ledger.FolderLock;
import org.tillkeeper.agent.till.DiagnosisJson;

/**
 * The diagnosis of a terminal whose agent cannot be asked: it is stopped, or does not answer. The
 * same checks, from the configuration and what lies on the disk. Nothing is changed, and no lock is
 * touched, so that an agent may start meanwhile and two may look at once.
 */
public final class Examination {
  private Examination() {}

  /**
   * Looks. Takes at most twelve seconds.
   *
   * @param agentYaml the configuration
   * @return JSON as of {@code GET /v1/diagnosis}, without the members that only an agent has
   */
  public static String of(File agentYaml) {
    return DiagnosisJson.text(diagnosis(agentYaml));
  }

  private static Diagnosis diagnosis(File agentYaml) {
    AgentConfig config;
    try {
      config = AgentConfig.read(agentYaml);
    } catch (InvalidConfig e) {
      return Doctor.ofInvalid(e.getMessage(), Clock.systemUTC());
    }
    Doctor.AgentState state =
        FolderLock.holder(config.data()).isPresent()
            ? Doctor.AgentState.SILENT
            : Doctor.AgentState.STOPPED;
    return doctor(config, Version.text()).lookWithout(state, kept(config.data()));
  }

  /** The same for who holds the folder's lock, so that no agent runs. */
  static Diagnosis ofStopped(AgentConfig config) {
    return doctor(config, Version.text())
        .lookWithout(Doctor.AgentState.STOPPED, kept(config.data()));
  }

  static Doctor doctor(AgentConfig config, String version) {
    return new Doctor(new SystemFiles(new File("/")), config, version, Clock.systemUTC());
  }

  /** What the last agent kept of its line; nothing where there is nothing. */
  static List<String> kept(File data) {
    try {
      return Files.readAllLines(Doctor.keptTraffic(data).toPath(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return Collections.emptyList();
    }
  }
}
