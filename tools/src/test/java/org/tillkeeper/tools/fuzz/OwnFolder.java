package org.tillkeeper.tools.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder of a target's own for the file it fuzzes, in memory where the system has such a place.
 */
final class OwnFolder implements AutoCloseable {
  private final Path folder;

  OwnFolder() throws IOException {
    Path memory = Path.of("/dev/shm");
    folder =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "tillkeeper-fuzz")
            : Files.createTempDirectory("tillkeeper-fuzz");
  }

  Path path() {
    return folder;
  }

  /** A file with this content, that nobody but its owner may touch. */
  File file(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.write(file, content);
    return file.toFile();
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
