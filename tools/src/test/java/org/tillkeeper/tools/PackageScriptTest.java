package org.tillkeeper.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code tools/package} says before it builds anything, on a machine that has nothing to build
 * with.
 */
class PackageScriptTest {
  @TempDir private Path root;
  private Path commands;

  private record Said(int exit, String text) {}

  @BeforeEach
  void a_source_tree_and_a_machine_with_the_least_of_commands() throws Exception {
    Files.createDirectories(root.resolve("tools/src/package"));
    Files.copy(Path.of("package"), root.resolve("tools/package"));
    Files.copy(Path.of("../pom.xml"), root.resolve("pom.xml"));
    for (String part : List.of("runtime.sh", "forms.sh", "android.sh", "android-check.sh")) {
      Files.copy(Path.of("src/package/" + part), root.resolve("tools/src/package/" + part));
    }
    commands = Files.createDirectories(root.resolve("commands"));
    for (String name :
        List.of("bash", "sed", "head", "date", "dirname", "readlink", "rm", "mkdir", "grep")) {
      for (String folder : List.of("/bin", "/usr/bin")) {
        Path command = Path.of(folder, name);
        if (Files.exists(command) && !Files.exists(commands.resolve(name))) {
          program(name, "#!/bin/sh\nexec " + command + " \"$@\"\n");
        }
      }
    }
  }

  private void program(String name, String script) throws Exception {
    Files.writeString(commands.resolve(name), script);
    assertTrue(commands.resolve(name).toFile().setExecutable(true));
  }

  private Said say(Map<String, String> environment, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(commands.resolve("bash").toString()));
    line.add(root.resolve("tools/package").toString());
    line.addAll(Arrays.asList(arguments));
    ProcessBuilder script = new ProcessBuilder(line).redirectErrorStream(true);
    script.environment().clear();
    script.environment().put("PATH", commands.toString());
    script.environment().putAll(environment);
    Process process = script.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }

  private void refused(String why, String... arguments) throws Exception {
    refused(why, Map.of(), arguments);
  }

  private void refused(String why, Map<String, String> environment, String... arguments)
      throws Exception {
    Said said = say(environment, arguments);
    assertEquals(1, said.exit(), said.text());
    assertTrue(said.text().startsWith("package: " + why), said.text());
  }

  @Test
  void wrong_usage_says_what_is_allowed() throws Exception {
    for (String[] wrong :
        new String[][] {
          {},
          {"rpm"},
          {"apk", "--arch", "arm64"},
          {"apk", "--keystore"},
          {"apk", "--password", "secret"},
          {"deb", "--check"},
          {"deb", "--arch", "android"},
          {"apk", "--version", "one"}
        }) {
      Said said = say(Map.of(), wrong);
      assertEquals(2, said.exit(), Arrays.toString(wrong) + ": " + said.text());
      assertTrue(said.text().contains("allowed: tools/package deb|tar|oci"), said.text());
      assertTrue(said.text().contains("tools/package apk"), said.text());
    }
  }

  @Test
  void what_is_not_installed_is_named_with_its_debian_package() throws Exception {
    refused("aapt2 is not found: install the Debian package aapt\n", "apk");
    program("aapt2", "#!/bin/sh\n");
    refused("zipalign is not found: install the Debian package zipalign\n", "apk");
    refused("dpkg-deb is not found: install the Debian package dpkg", "deb");
  }

  @Test
  void a_key_store_is_looked_at_before_anything_is_built() throws Exception {
    Path store = Files.writeString(root.resolve("store.p12"), "");
    Path none = root.resolve("none");
    refused("--keystore: " + none + " is no file", "apk", "--keystore", none.toString());
    refused("the key store needs its password", "apk", "--keystore", store.toString());
    refused(
        "--keystore-password-file: " + none + " is no file",
        "apk",
        "--keystore",
        store.toString(),
        "--keystore-password-file",
        none.toString());
    refused("--alias and --keystore-password-file belong to a key store", "apk", "--alias", "a");
    refused("--unsigned needs no key store", "apk", "--unsigned", "--keystore", store.toString());
    // And one that would do is used: the next thing is missing.
    Map<String, String> environment =
        Map.of("TILLKEEPER_KEYSTORE", store.toString(), "TILLKEEPER_KEYSTORE_PASSWORD", "x");
    refused("aapt2 is not found", environment, "apk");
  }
}
