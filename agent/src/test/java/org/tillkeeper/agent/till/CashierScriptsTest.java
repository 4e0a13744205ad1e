package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of the cashier's page: modules for people, one script for the browser. */
class CashierScriptsTest {
  private static final int MOST_BYTES = 150_000;
  private static final Pattern DECLARED =
      Pattern.compile("(?m)^(export )?(?:async )?(?:const|let|function|class) ([A-Za-z_$]+)");
  private static final Pattern IMPORTED =
      Pattern.compile("(?m)^import \\{([^}]*)\\} from '\\./([a-z-]+\\.js)';$");
  private static final Pattern OUTSIDE =
      Pattern.compile("(?:src|href)=\"(?!#|data:|/)|url\\(|@import|\\bimport\\(|\\beval\\(");

  @TempDir Path folder;

  @Test
  void the_page_is_one_document_under_150_kilobytes_and_asks_nobody_else() throws Exception {
    byte[] page = CashierPage.load().document(200).body();
    assertTrue(page.length < MOST_BYTES, page.length + " bytes");
    String text = new String(page, StandardCharsets.UTF_8);
    Matcher outside = OUTSIDE.matcher(text);
    assertFalse(outside.find(), () -> "asks outside: " + outside.group());
    assertTrue(text.contains("Permission is hereby granted"), "the licence of what is not ours");
  }

  @Test
  void the_modules_become_one_script_without_what_only_modules_have() throws Exception {
    String script = CashierPage.script(CashierPage.CASHIER);
    for (String left : new String[] {"/**", "\nimport ", "\nexport ", "@param"}) {
      assertFalse(script.contains(left), left);
    }
    for (String markup :
        new String[] {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"}) {
      assertFalse(script.contains(markup), markup + ": texts of others are set as text alone");
    }
  }

  @Test
  void no_two_modules_declare_the_same_name_and_each_import_is_exported() throws Exception {
    Map<String, String> declaredBy = new HashMap<>();
    Map<String, Set<String>> exports = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (String module : CashierPage.CASHIER) {
      Matcher declared = DECLARED.matcher(CashierPage.resource(module));
      exports.put(module, new HashSet<>());
      while (declared.find()) {
        String before = declaredBy.put(declared.group(2), module);
        if (before != null) {
          wrong.add(declared.group(2) + " in " + before + " and " + module);
        }
        if (declared.group(1) != null) {
          exports.get(module).add(declared.group(2));
        }
      }
    }
    for (String module : CashierPage.CASHIER) {
      Matcher imported = IMPORTED.matcher(CashierPage.resource(module));
      while (imported.find()) {
        for (String name : imported.group(1).split(",")) {
          if (!exports.getOrDefault(imported.group(2), Set.of()).contains(name.trim())) {
            wrong.add(module + " imports " + name.trim() + " from " + imported.group(2));
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(declaredBy.size() > 100, "hardly any names: " + declaredBy.size());
  }

  @Test
  @Tag("full")
  @EnabledIfSystemProperty(
      named = "tillkeeper.full",
      matches = "true",
      disabledReason = "needs node and npm; run with -Pfull")
  void the_compiler_finds_no_wrong_type_and_the_linter_nothing_at_all() throws Exception {
    List<String> modules = new ArrayList<>(CashierPage.CASHIER);
    modules.add("cashier-types.js");
    for (String module : modules) {
      Files.writeString(folder.resolve(module), CashierPage.resource(module));
    }
    for (String file : new String[] {"tsconfig.json", "eslint.config.mjs"}) {
      try (InputStream in = CashierScriptsTest.class.getResourceAsStream(file)) {
        Files.write(folder.resolve(file), in.readAllBytes());
      }
    }
    NodePackages node = NodePackages.install(folder, "typescript@5.9.3", "eslint@9.39.5");
    assertEquals("", node.run("tsc", "-p", "."));
    assertEquals("", node.run("eslint", "."));
    // What is wrong is found.
    Path money = folder.resolve("cashier-money.js");
    Files.writeString(money, Files.readString(money) + "\nvar unused = asTyped('1', 2);\n");
    assertTrue(node.run("tsc", "-p", ".").contains("is not assignable to parameter of type"));
    assertTrue(node.run("eslint", ".").contains("no-var"));
  }

  /** Tools of npm in a folder of their own. */
  record NodePackages(Path folder) {
    static NodePackages install(Path folder, String... packages) throws Exception {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "npm",
                  "install",
                  "--no-audit",
                  "--no-fund",
                  "--ignore-scripts",
                  "--prefix",
                  "."));
      command.addAll(List.of(packages));
      run(folder, command);
      return new NodePackages(folder);
    }

    /** What a tool has to say, whatever it ends with. */
    String run(String tool, String... arguments) throws Exception {
      List<String> command = new ArrayList<>(List.of("node_modules/.bin/" + tool));
      command.addAll(List.of(arguments));
      return run(folder, command).trim();
    }

    private static String run(Path folder, List<String> command) throws Exception {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(180, TimeUnit.SECONDS), () -> String.join(" ", command));
      return output;
    }
  }
}
