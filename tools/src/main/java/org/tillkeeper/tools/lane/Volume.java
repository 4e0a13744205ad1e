package org.tillkeeper.tools.lane;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A real ext4 file system of its own, in a file, mounted as a folder: it can be filled, can turn
 * read-only under open files, and can lose its power. Needs root.
 */
final class Volume implements AutoCloseable {
  /** FS_IOC_GOINGDOWN of Linux, with FS_GOING_FLAGS_NOLOGFLUSH: what is not on the disk is gone. */
  private static final String POWER_OFF =
      "import fcntl,os,struct,sys;"
          + "fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587D,struct.pack('I',2))";

  private final Path image;
  private final Path folder;

  /**
   * Makes and mounts it.
   *
   * @param image does not exist yet
   * @param folder exists, empty
   */
  Volume(Path image, Path folder, int megabytes) throws IOException {
    this.image = image;
    this.folder = folder;
    run("truncate", "-s", megabytes + "M", image.toString());
    run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=0", image.toString());
    mount();
    run("rm", "-r", folder.resolve("lost+found").toString());
    run("chmod", "700", folder.toString());
  }

  /** What is missing to make one; empty where nothing is. */
  static Optional<String> lacks() {
    for (String tool : List.of("mkfs.ext4", "mount", "umount", "losetup", "python3")) {
      boolean found = false;
      for (String place : List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")) {
        found |= Files.isExecutable(Path.of(place, tool));
      }
      if (!found) {
        return Optional.of(tool);
      }
    }
    return "root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/dev/loop0"))
        ? Optional.empty()
        : Optional.of("root and loop devices");
  }

  private void mount() throws IOException {
    run("mount", "-o", "loop,errors=remount-ro", image.toString(), folder.toString());
  }

  /** Whatever was written and not synced may be gone; nothing can be written any more. */
  void powerOff() throws IOException {
    run("python3", "-c", POWER_OFF, folder.toString());
  }

  /** After {@link #powerOff}, or to try what follows from it: nobody may have a file open. */
  void mountAgain() throws IOException {
    unmount();
    mount();
  }

  /** As a disk whose errors make the system distrust it, while files are open. */
  void turnReadOnly() throws IOException {
    String device = run("losetup", "-n", "-O", "NAME", "-j", image.toString()).trim();
    Files.writeString(
        Path.of("/sys/fs/ext4", Path.of(device).getFileName().toString(), "trigger_fs_error"),
        "1\n");
  }

  /** As {@link #turnReadOnly} undone, where nobody has a file open. */
  void repair() throws IOException {
    unmount();
    run("fsck.ext4", "-fy", image.toString());
    mount();
  }

  private void unmount() throws IOException {
    run("umount", folder.toString());
  }

  @Override
  public void close() throws IOException {
    unmount();
    Files.delete(image);
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      // fsck.ext4 exits 1 where it has repaired something.
      int fine = command[0].startsWith("fsck") ? 1 : 0;
      if (process.waitFor() > fine) {
        throw new IOException(String.join(" ", command) + ": " + said.trim());
      }
      return said;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(String.join(" ", command) + " was interrupted", e);
    }
  }
}
