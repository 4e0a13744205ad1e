package org.tillkeeper.android;

import android.content.Context;
import android.content.RestrictionsManager;
import android.os.Bundle;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.files.OwnerOnly;

/**
 * The agent's configuration on the device. It lies in the app's own storage, which no other app
 * reads and no backup takes. What is put into the app's external folder (the inbox) is moved there;
 * {@code agent.yaml} may also be set by the device's owner as a managed configuration. Nothing is
 * taken over that the agent could not read.
 *
 * <p>A configuration that was in use before is kept until the next one, so that the agent can go
 * back to it.
 */
final class Configuration {
  static final String YAML = "agent.yaml";

  /** What the owner set last, so that it is taken over when it changes and not at each start. */
  private static final String MANAGED = "managed.yaml";

  private static final String BEFORE = "agent.yaml.before";
  private static final String RESTRICTION = "agent_yaml";
  private static final int FILES_MOST = 64;
  private static final int BYTES_MOST = 1 << 20;

  private final Context context;
  private final File inbox;
  private final File folder;

  Configuration(Context context) {
    this.context = context;
    File external = context.getExternalFilesDir(null);
    folder = new File(context.getNoBackupFilesDir(), "agent");
    // A device without external storage has no inbox.
    inbox = external == null ? new File(folder, "no-external-storage") : external;
  }

  /** A configuration with which this app's agent cannot run; the text is for a person. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private Unusable(String text) {
      super(text);
    }
  }

  /**
   * What became of what was put there.
   *
   * @param isNew whether something was taken over
   * @param refused why it was not; empty where nothing was refused
   */
  record Change(boolean isNew, Optional<String> refused) {
    private static final Change NONE = new Change(false, Optional.empty());
  }

  /** Where files are to be put. */
  File inbox() {
    return inbox;
  }

  boolean exists() {
    return new File(folder, YAML).isFile();
  }

  /** The configuration in use. */
  AgentConfig read() throws Unusable {
    return read(folder);
  }

  File tokenFile(AgentConfig config) {
    return new File(config.data(), "api-token");
  }

  /** Takes over what was put there since; from the inbox first, then from the device's owner. */
  Change takeOver() {
    try {
      OwnerOnly.folder(folder);
      List<File> files = waiting();
      if (!files.isEmpty()) {
        return takeOver(files, Optional.empty());
      }
      Optional<String> managed = managed();
      return managed.isPresent() ? takeOver(files, managed) : Change.NONE;
    } catch (IOException e) {
      return refused("it could not be copied: " + e.getMessage());
    }
  }

  /** The configuration before, where there is one. */
  boolean goBack() {
    File before = new File(folder, BEFORE);
    return before.isFile() && before.renameTo(new File(folder, YAML));
  }

  private Change takeOver(List<File> files, Optional<String> managed) throws IOException {
    File stage = new File(context.getNoBackupFilesDir(), "new");
    clear(stage);
    OwnerOnly.folder(stage);
    try {
      copy(Arrays.asList(plainFiles(folder)), stage);
      copy(files, stage);
      if (managed.isPresent()) {
        write(new File(stage, YAML), managed.get().getBytes(StandardCharsets.UTF_8));
      }
      if (!new File(stage, YAML).isFile()) {
        return refused("there is no " + YAML + " yet; put it into " + inbox);
      }
      read(stage);
      install(files, managed, stage);
      return new Change(true, Optional.empty());
    } catch (Unusable e) {
      return refused(String.valueOf(e.getMessage()));
    } finally {
      clear(stage);
      if (managed.isPresent()) {
        // Refused or not: it is not tried again until it changes.
        write(new File(folder, MANAGED), managed.get().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** The yaml comes last: until then the agent finds what the old one names. */
  private void install(List<File> files, Optional<String> managed, File stage) throws IOException {
    for (File file : files) {
      if (!file.getName().equals(YAML)) {
        move(new File(stage, file.getName()));
      }
    }
    File yaml = new File(folder, YAML);
    boolean hasYaml =
        managed.isPresent() || files.stream().anyMatch(file -> file.getName().equals(YAML));
    Files.deleteIfExists(new File(folder, BEFORE).toPath());
    if (hasYaml) {
      if (yaml.isFile()) {
        write(new File(folder, BEFORE), Files.readAllBytes(yaml.toPath()));
      }
      move(new File(stage, YAML));
    }
    for (File file : files) {
      wipe(file);
    }
  }

  private void move(File staged) throws IOException {
    Files.move(
        staged.toPath(),
        new File(folder, staged.getName()).toPath(),
        StandardCopyOption.ATOMIC_MOVE);
  }

  /** Reads a configuration, and refuses one that would leave the app's own storage. */
  private static AgentConfig read(File in) throws Unusable {
    AgentConfig config;
    try {
      config = AgentConfig.read(new File(in, YAML));
    } catch (InvalidConfig e) {
      throw new Unusable(String.valueOf(e.getMessage()));
    }
    keptWithin(in, "data", config.data());
    keptWithin(in, "keys.masterKeyFile", config.keys().masterKeyFile());
    keptWithin(in, "keys.ledgerKeyFile", config.keys().ledgerKeyFile());
    String host = config.api().host();
    if (!host.equals("127.0.0.1") && !host.equals("localhost")) {
      throw new Unusable(
          "api.listen: "
              + host
              + " is not reached by the page of this app; allowed are 127.0.0.1 and localhost, such"
              + " as 127.0.0.1:8583");
    }
    return config;
  }

  private static void keptWithin(File home, String setting, File file) throws Unusable {
    String path = file.toPath().toAbsolutePath().normalize().toString();
    if (!path.startsWith(home.toPath().toAbsolutePath().normalize() + File.separator)) {
      throw new Unusable(
          setting
              + ": "
              + file
              + " is outside of the app's own storage; allowed is a relative path, such as ./data");
    }
  }

  private List<File> waiting() throws IOException {
    List<File> files = new ArrayList<>(Arrays.asList(plainFiles(inbox)));
    if (files.size() > FILES_MOST) {
      throw new IOException("there are more than " + FILES_MOST + " files in " + inbox);
    }
    for (File file : files) {
      if (file.length() > BYTES_MOST) {
        throw new IOException(file + " has more than " + BYTES_MOST + " bytes");
      }
    }
    return files;
  }

  private Optional<String> managed() throws IOException {
    RestrictionsManager restrictions = context.getSystemService(RestrictionsManager.class);
    Bundle set = restrictions == null ? null : restrictions.getApplicationRestrictions();
    String yaml = set == null ? null : set.getString(RESTRICTION);
    if (yaml == null || yaml.trim().isEmpty()) {
      return Optional.empty();
    }
    File last = new File(folder, MANAGED);
    boolean known =
        last.isFile()
            && yaml.equals(new String(Files.readAllBytes(last.toPath()), StandardCharsets.UTF_8));
    return known ? Optional.empty() : Optional.of(yaml);
  }

  private static File[] plainFiles(File folder) {
    File[] files = folder.listFiles(File::isFile);
    return files == null ? new File[0] : files;
  }

  private static void copy(List<File> files, File to) throws IOException {
    for (File file : files) {
      write(new File(to, file.getName()), Files.readAllBytes(file.toPath()));
    }
  }

  private static void write(File file, byte[] content) throws IOException {
    OwnerOnly.write(file, content);
    Arrays.fill(content, (byte) 0);
  }

  /** A key may have lain in it. */
  private static void wipe(File file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file, "rw")) {
      open.write(new byte[(int) open.length()]);
      open.getFD().sync();
    }
    Files.delete(file.toPath());
  }

  private static void clear(File folder) throws IOException {
    for (File file : plainFiles(folder)) {
      wipe(file);
    }
  }

  private static Change refused(String why) {
    return new Change(false, Optional.of(why));
  }
}
