package org.tillkeeper.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The processes that are measured, started as a package starts the agent: the options of {@code
 * tools/agent.options}, a class-data archive, native libraries that lie unpacked. The bare process
 * has the same of all three.
 */
final class Programs {
  private static final int ARCHIVE_SECONDS = 120;
  private static final String AGENT_MAIN = "org.tillkeeper.tools.Tillkeeper";

  private final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private final Path tools = Path.of(System.getProperty("tillkeeper.tools"));
  private final String agentClassPath = System.getProperty("tillkeeper.agentClassPath");
  private final String ownClassPath = System.getProperty("java.class.path");
  private final Path folder;
  private final Path natives;

  /**
   * @param folder for what is made once and used by each start
   */
  Programs(Path folder) throws IOException {
    this.folder = folder;
    natives = Files.createDirectory(folder.resolve("natives"));
    String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    String netty = arch.equals("aarch64") ? "aarch_64" : arch;
    unpack("org/sqlite/native/Linux/" + arch + "/libsqlitejdbc.so", "libsqlitejdbc.so");
    String epoll = "libnetty_transport_native_epoll_" + netty + ".so";
    unpack("META-INF/native/" + epoll, epoll);
  }

  private void unpack(String resource, String name) throws IOException {
    try (InputStream in = Programs.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no " + resource + " in the class path");
      }
      Files.copy(in, natives.resolve(name));
    }
  }

  Child host() throws IOException {
    return Child.start(
        "host",
        folder,
        List.of(
            java, "-Xmx64m", "-XX:+UseSerialGC", "-cp", ownClassPath, CheapHost.class.getName()));
  }

  private List<String> lean(Path archive, String classPath) {
    List<String> command = new ArrayList<>(List.of(java));
    if (Files.exists(archive)) {
      command.add("-XX:SharedArchiveFile=" + archive);
    }
    command.addAll(
        List.of(
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-Djava.library.path=" + natives,
            "-Dorg.sqlite.lib.path=" + natives,
            "@" + tools.resolve("agent.options"),
            "-cp",
            classPath));
    return command;
  }

  /** Makes both class-data archives, as {@code class-data} of a package does. */
  void archive(int hostPort) throws IOException, InterruptedException {
    archive(agentArchive(), tools.resolve("src/package/classes"), agentClassPath);
    Path list = folder.resolve("bare.classes");
    List<String> noting = lean(bareArchive(), ownClassPath);
    noting.add(1, "-XX:DumpLoadedClassList=" + list);
    noting.addAll(bareArguments(hostPort, folder.resolve("noted.db")));
    try (Child once = Child.start("noted", folder, noting);
        Till till = new Till(once.announced("bare listening on"), "")) {
      till.sell();
    }
    archive(bareArchive(), list, ownClassPath);
  }

  private void archive(Path file, Path classes, String classPath)
      throws IOException, InterruptedException {
    Process dump =
        new ProcessBuilder(
                java,
                "-Xshare:dump",
                "-XX:+UseG1GC",
                "-Xmx96m",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + file,
                "-cp",
                classPath)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("archive.out").toFile())
            .start();
    if (!dump.waitFor(ARCHIVE_SECONDS, TimeUnit.SECONDS) || dump.exitValue() != 0) {
      dump.destroyForcibly();
      throw new IOException(
          "no class-data archive: " + Files.readString(folder.resolve("archive.out")));
    }
  }

  private Path agentArchive() {
    return folder.resolve("agent.jsa");
  }

  private Path bareArchive() {
    return folder.resolve("bare.jsa");
  }

  private static List<String> bareArguments(int hostPort, Path database) {
    return Arrays.asList(BareMain.class.getName(), Integer.toString(hostPort), database.toString());
  }

  Child bare(int hostPort, Path database) throws IOException {
    List<String> command = lean(bareArchive(), ownClassPath);
    command.addAll(bareArguments(hostPort, database));
    return Child.start("bare", folder, command);
  }

  /** Lays out an agent's home: its configuration and its master key. */
  static void layOut(Path home, int hostPort) throws IOException {
    Path key = home.resolve("master.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, SaleMessage.MASTER_KEY + "\n");
    Files.writeString(
        home.resolve("agent.yaml"),
        String.format(
            Locale.ROOT,
            """
            terminal: {id: "%s", merchant: "%s", currency: CNY, timeZone: Asia/Shanghai}
            data: ./data
            api: {listen: "127.0.0.1:0"}
            host:
              dialect: unionpay-pos
              routes: [{name: primary, address: "127.0.0.1:%d", tls: false}]
              tpdu: "6000030000"
              header: "603100310000"
              connectTimeout: 1s
            keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}
            offline: {enabled: true, perPayment: 50000, total: 999999999999, count: 9999}
            """,
            SaleMessage.TERMINAL,
            SaleMessage.MERCHANT,
            hostPort));
  }

  /** Starts an agent; {@code TILLKEEPER_JAVA_OPTS} has further options of its JVM. */
  Child agent(Path home) throws IOException {
    return agent(home, List.of());
  }

  /** An agent that writes, when it ends, which classes it has loaded. */
  Child agentThatNotes(Path home, Path list) throws IOException {
    return agent(home, List.of("-XX:DumpLoadedClassList=" + list));
  }

  private Child agent(Path home, List<String> noting) throws IOException {
    List<String> command = lean(agentArchive(), agentClassPath);
    command.addAll(1, noting);
    String more = System.getenv("TILLKEEPER_JAVA_OPTS");
    if (more != null && !more.isBlank()) {
      command.addAll(command.size() - 2, List.of(more.trim().split(" +")));
    }
    command.addAll(List.of(AGENT_MAIN, "agent", "--config", "agent.yaml"));
    return Child.start("agent", home, command);
  }

  static String token(Path home) throws IOException {
    return Files.readString(home.resolve("data/api-token")).trim();
  }
}
