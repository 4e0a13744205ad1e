package org.tillkeeper.tools.setup;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.stream.Stream;
import org.tillkeeper.agent.files.OwnerOnly;

/**
 * Where the files of a terminal lie, and whose they are. Beside the configuration, its owner's; or
 * where the package of a distribution has them, the agent's own user's.
 *
 * @param config agent.yaml
 * @param data as the configuration names it
 * @param masterKey as the configuration names it
 * @param ledgerKey as the configuration names it
 * @param isInstalled whether it is the package's place
 */
public record Place(
    Path config, String data, String masterKey, String ledgerKey, boolean isInstalled) {
  private static final Path INSTALLED = Path.of("/etc/tillkeeper/agent.yaml");
  private static final Path STATE = Path.of("/var/lib/tillkeeper");
  private static final String USER = "tillkeeper";

  /** The place that belongs to a configuration. */
  public static Place of(Path config) {
    Path whole = config.toAbsolutePath().normalize();
    return whole.equals(INSTALLED)
        ? new Place(
            whole,
            STATE.resolve("data").toString(),
            STATE.resolve("keys/master.key").toString(),
            STATE.resolve("keys/ledger.key").toString(),
            true)
        : new Place(whole, "./data", "./master.key", "./ledger.key", false);
  }

  /** A file that the configuration names. */
  public Path file(String named) {
    return config.resolveSibling(named).normalize();
  }

  /** Makes the folders that are missing, each its owner's alone. */
  void folders() throws IOException {
    for (Path folder : List.of(config.getParent(), file(data), file(masterKey).getParent())) {
      if (!Files.isDirectory(folder)) {
        OwnerOnly.folder(folder.toFile());
      }
    }
  }

  /** Writes a file that only its owner reads. */
  void write(Path file, byte[] content) throws IOException {
    OwnerOnly.write(file.toFile(), content);
  }

  /**
   * Gives what was made to whose it is. What lies beside the configuration is its maker's already.
   */
  public void handOver() throws IOException {
    if (!isInstalled) {
      return;
    }
    UserPrincipalLookupService users = config.getFileSystem().getUserPrincipalLookupService();
    UserPrincipal user = users.lookupPrincipalByName(USER);
    GroupPrincipal group = users.lookupPrincipalByGroupName(USER);
    // Root's, so that a stranger in the agent cannot lead it to another acquirer.
    view(config).setGroup(group);
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r-----"));
    try (Stream<Path> all = Files.walk(STATE)) {
      for (Path one : (Iterable<Path>) all::iterator) {
        view(one).setOwner(user);
        view(one).setGroup(group);
      }
    }
  }

  private static PosixFileAttributeView view(Path file) {
    return Files.getFileAttributeView(
        file, PosixFileAttributeView.class, java.nio.file.LinkOption.NOFOLLOW_LINKS);
  }

  /** For what takes no paths. */
  public File configFile() {
    return config.toFile();
  }
}
