package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * Sets the supervisor's PIN of the running agent. It is never an argument, which every user of the
 * machine reads: a terminal asks for it twice and shows nothing, else it is the first line of
 * standard input.
 */
@Command(name = "pin", footer = "tools/tillkeeper pin --config agent.yaml")
final class PinCommand extends AgentCall {
  @Override
  String path() {
    return "/v1/pin";
  }

  @Override
  @SuppressWarnings("SystemConsoleNull") // on Java 17, which this is built for, there is none then
  String ask(AgentApi api, String path) throws IOException {
    Console terminal = System.console();
    return api.put(path, Map.of("pin", terminal == null ? line() : typed(terminal)));
  }

  private static String line() throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    if (line == null) {
      throw new IOException(say("pin.none"));
    }
    return line.trim();
  }

  private static String typed(Console terminal) throws IOException {
    char[] first = terminal.readPassword("%s ", say("pin.new"));
    char[] second = terminal.readPassword("%s ", say("pin.again"));
    try {
      if (first == null || second == null) {
        throw new IOException(say("pin.none"));
      }
      if (!Arrays.equals(first, second)) {
        throw new IOException(say("pin.differ"));
      }
      return new String(first);
    } finally {
      wipe(first);
      wipe(second);
    }
  }

  private static void wipe(char[] typed) {
    if (typed != null) {
      Arrays.fill(typed, '0');
    }
  }

  @Override
  void show(Map<String, Object> answer, AgentApi api, PrintStream out) {
    out.println(say("pin.set"));
  }
}
