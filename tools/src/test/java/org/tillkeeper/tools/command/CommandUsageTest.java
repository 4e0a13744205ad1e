package org.tillkeeper.tools.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need no agent, and wrong usage of any: the exit code, and what is allowed. */
class CommandUsageTest {
  @TempDir Path folder;

  @RegisterExtension final CommandRun command = new CommandRun();

  private String run(int expected, String... args) {
    return command.ends(expected, List.of(args));
  }

  @Test
  void a_schedule_that_cannot_be_run_is_wrong_usage_with_its_line() throws Exception {
    Path schedule = Files.writeString(folder.resolve("a.schedule"), "set calm 10\ntill 5 sale\n");
    String said = run(2, "simulate", "--schedule", schedule.toString());
    assertTrue(said.contains("a.schedule: line 2, \"till 5 sale\": allowed is till MS"), said);
    Files.writeString(schedule, "set option.colour red\n");
    said = run(2, "simulate", "--schedule", schedule.toString());
    assertTrue(said.contains("colour"), said);
    assertTrue(run(2, "simulate", "--schedule", "no.schedule").contains("no.schedule: allowed"));
  }

  @Test
  void a_state_of_the_proof_that_cannot_be_read_is_wrong_usage() throws Exception {
    Path state = Files.writeString(folder.resolve("a.state"), "seed=5\nruns=many\n");
    String said = run(2, "prove", "--state", state.toString());
    assertTrue(said.contains("a.state: runs is \"many\": allowed is a whole number"), said);
  }

  @Test
  void a_proof_goes_on_with_the_seed_that_it_began_with() throws Exception {
    Path state = Files.writeString(folder.resolve("b.state"), "seed=5\nruns=4000\n");
    String said = run(2, "prove", "--state", state.toString(), "--seed", "6");
    assertTrue(said.contains("--seed is 6, and what " + state + " keeps began with 5"), said);
  }

  @Test
  void wrong_usage_is_2_and_says_what_is_allowed() {
    assertTrue(run(2, "network", "--listn", "x").contains("--listen HOST:PORT"));
    assertTrue(run(2, "network", "--listen", "x", "--target", "h:1").contains("--listen is \"x\""));
    assertTrue(run(2, "network", "--target", "h:1").contains("--listen is missing"));
    assertTrue(run(2, "acquirer").contains("--config=FILE"));
    assertTrue(run(2, "acquirer", "--config", "no.yaml").contains("no.yaml: cannot be read"));
    assertTrue(run(2, "payments", "--state", "lost").contains("--state is \"lost\": allowed"));
    assertTrue(run(2, "payments", "--limit", "0").contains("--limit is 0: allowed is 1 to"));
    assertTrue(
        run(2, "payments", "--limit", "501").contains("--limit is 501: allowed is 1 to 500"));
    assertTrue(run(2, "simulate", "--runs", "0").contains("--runs is 0: allowed is 1 or more"));
    assertTrue(run(2, "simulate", "--jobs", "65").contains("--jobs is 65: allowed is 1 to 64"));
    assertTrue(run(2, "prove", "--jobs", "0").contains("--jobs is 0: allowed is 1 to 64"));
    assertTrue(run(2, "prove", "--kills", "-1").contains("--kills is -1: allowed is 1 or more"));
    assertTrue(
        run(2, "reboot", "--help")
            .contains(
                "accept-loss, accept-no-original, acknowledge, acquirer, agent, bundle, cancel,"
                    + " decode, diagnosis, doctor, fleet, help"));
    assertTrue(run(2, "doctor", "--lang", "fr").contains("--lang is \"fr\": allowed is one of"));
    assertTrue(run(2, "doctor", "--config", "no.yaml").contains("no.yaml"));
    assertTrue(run(2, "show").contains("ID"));
    assertTrue(
        run(2, "reboot")
            .contains(
                "accept-loss, accept-no-original, acknowledge, acquirer, agent, bundle, cancel,"
                    + " decode, diagnosis, doctor, fleet, help"));
    assertTrue(run(2, "void").contains("ID"));
    assertTrue(run(2, "void", "0193", "--wait", "61").contains("--wait is 61: allowed is 0 to 60"));
    assertTrue(run(2, "refund", "0193", "--amount").contains("--amount"));
    assertTrue(run(2, "receipt", "0193", "--columns", "40").contains("one of 32, 48"));
    assertTrue(run(2, "accept-loss", "--by", "Li").contains("--evidence"));
    assertTrue(run(2).contains("acquirer --config"));
  }

  @Test
  void decode_says_by_its_exit_code_whether_a_dump_could_be_read() throws Exception {
    String echo =
        "0034600003000060310031000008200000000000C00010303030303030303139353237313831"
            + "38323231373837350011000000013010";
    assertTrue(run(0, "decode", echo).contains("0820"));
    assertTrue(run(0, "decode", "--json", echo).startsWith("{\"dialect\":\"unionpay-pos\","));
    assertTrue(run(0, "decode", "--dialect", "unionpay-pos", echo).contains("00000001"));
    run(0, "decode", echo.substring(0, 40), echo.substring(40));
    Path file = folder.resolve("dump.txt");
    Files.writeString(file, echo.replaceAll("(..)", "$1 "));
    run(0, "decode", file.toString());
    command.types(echo);
    run(0, "decode", "-");
    run(1, "decode", "-");
    assertTrue(run(1, "decode", echo.substring(0, 60)).contains("field 41"));
    assertTrue(run(2, "decode", "no-such-file").contains("neither a file nor hex"));
    assertTrue(run(2, "decode", "--dialect", "x", echo).contains("allowed is auto, unionpay-pos"));
    assertTrue(run(2, "decode", "--dialect", file.toString(), echo).contains("dump.txt"));
    assertFalse(run(2, "decode", "--mac-key", "5BB5C72C", echo).contains("5BB5C72C"));
  }
}
