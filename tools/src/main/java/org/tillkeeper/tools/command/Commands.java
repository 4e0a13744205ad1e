package org.tillkeeper.tools.command;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Words;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The commands there are, what they are for, and what is said about wrong usage. */
@Command(
    name = "tillkeeper",
    description = "Payments at a till that survive the line.",
    subcommands = {
      AcquirerCommand.class,
      NetworkCommand.class,
      StatusCommand.class,
      PaymentsCommand.class,
      ShowCommand.class,
      BackCommand.OfOpenBatch.class,
      BackCommand.OfSettled.class,
      ReceiptCommand.class,
      AcceptLossCommand.class,
      SignOffCommand.class,
      SettleCommand.class,
      ReportCommand.class,
      DecodeCommand.class,
      SimulateCommand.class,
      ProveCommand.class
    })
public final class Commands implements Callable<Integer> {
  /** The command goes on in other threads; the process must not exit. */
  public static final int STAYS = -1;

  private static final int PROBLEM = 1;
  private static final int USAGE = 2;

  private record Offer(String usage, String chinese, String english, String example) {}

  private static final List<Offer> OFFERS =
      List.of(
          new Offer(
              "agent --config FILE",
              "在前台运行代理，直到收到 SIGTERM",
              "the agent, in the foreground, until SIGTERM",
              "agent --config agent.yaml"),
          new Offer(
              "acquirer --config FILE",
              "模拟收单机构，有自己的账本，可注入故障",
              "a simulated acquirer with its own ledger, and faults on demand",
              "acquirer --config acquirer.yaml"),
          new Offer(
              "network --config FILE, or --listen, --target",
              "会出故障的网络：TCP 代理，规则可随时更改",
              "a faulty network: a TCP proxy whose rules change live",
              "network --listen 127.0.0.1:8600 --target 127.0.0.1:8601 --control 127.0.0.1:8602"),
          new Offer(
              "status [--config FILE] [--json]",
              "终端是否在线，有多少待定交易",
              "whether the terminal is online, and how much is pending",
              "status --config agent.yaml"),
          new Offer(
              "payments [--state S] [--display D] [--since T] [--limit N] [--after ID] [--json]",
              "交易列表，最新的在前",
              "the payments, newest first",
              "payments --display pending"),
          new Offer(
              "show ID [--config FILE] [--json]",
              "一笔交易及其经过",
              "one payment and all that happened to it",
              "show 01930000-0000-7000-8000-000000000001"),
          new Offer(
              "void ID [--wait SECONDS] [--key KEY] [--config FILE] [--json]",
              "撤销当前批次的一笔交易；显示成功才算撤销",
              "takes a payment of the open batch back; exit 0 once it is confirmed",
              "void 01930000-0000-7000-8000-000000000001"),
          new Offer(
              "refund ID [--amount FEN] [--wait SECONDS] [--key KEY] [--config FILE] [--json]",
              "退还已结算的一笔交易，或其中一部分",
              "pays a settled payment back, or part of it; exit 0 once it is confirmed",
              "refund 01930000-0000-7000-8000-000000000001 --amount 500"),
          new Offer(
              "receipt ID [--copy merchant|customer] [--columns 32|48] [--lang zh|en] [--reprint] [--json]",
              "一笔交易的签购单",
              "a payment's receipt",
              "receipt 01930000-0000-7000-8000-000000000001 --copy merchant --columns 48"),
          new Offer(
              "accept-loss --by NAME --evidence TEXT [--config FILE] [--json]",
              "账本丢失记录后，与收单机构核对完毕，恢复收款",
              "after a ledger lost records and was compared with the acquirer: take payments again",
              "accept-loss --by \"Li Ming\" --evidence \"compared with the acquirer's list of today\""),
          new Offer(
              "sign-off [--config FILE] [--json]",
              "签退；下次收款时自动签到",
              "signs the terminal off; the next payment signs in again by itself",
              "sign-off --config agent.yaml"),
          new Offer(
              "settle [--key KEY] [--wait SECONDS] [--config FILE] [--json]",
              "结算当前批次并等待结果",
              "settle the batch and wait for its end",
              "settle --config agent.yaml"),
          new Offer(
              "report [--batch SEQ] [--config FILE] [--json]",
              "日报表：按类型和状态统计，未完成的及原因，双方总额",
              "the day report: by type and state, what is open and why, both totals",
              "report --config agent.yaml"),
          new Offer(
              "decode [--dialect NAME or FILE or auto] [--mac-key HEX] [--unmask] [--json] [HEX or"
                  + " FILE or -]",
              "把报文的十六进制变成可读的域表，敏感数据默认屏蔽",
              "a dump as a table of fields, secrets masked unless asked for",
              "decode 0034600003000060310031000008200000000000C0001030303030303030313935323731383138323231373837350011000000013010"),
          new Offer(
              "simulate [--runs N] [--seed S] [--jobs N] [--json], or --schedule FILE",
              "在虚拟时间里用各种故障反复检验代理；违反任何一条规则即失败",
              "the agent in virtual time under every fault; fails where a rule is broken",
              "simulate --runs 1000000 --jobs 2"),
          new Offer(
              "prove [--runs N] [--kills N] [--jobs N] [--pairs] [--without-planted] [--lane NAME] [--seed S]"
                  + " [--state FILE]",
              "全部证明：模拟、穷举、植入缺陷、杀进程、断电、磁盘故障；可随时停止，再次运行即继续",
              "the whole proof: simulation, enumeration, planted bugs, kills, power cuts, bad disks; stop it"
                  + " and it goes on later",
              "prove --runs 100000 --jobs 2"),
          new Offer("help", "本页", "this page", "help"));

  /** Runs one command; the answer is its exit code, or {@link #STAYS}. */
  public static int run(String[] args) {
    if (args.length == 0) {
      help(Words.err());
      return USAGE;
    }
    boolean known =
        OFFERS.stream().anyMatch(offer -> offer.usage().split(" ", 2)[0].equals(args[0]));
    boolean asksForHelp = List.of(args).contains("--help");
    if (args[0].equals("help") || args[0].equals("--help") || (known && asksForHelp)) {
      help(Words.out());
      return 0;
    }
    return new CommandLine(new Commands())
        .setOut(new PrintWriter(Words.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(Words.err(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler((problem, all) -> wrongUsage(problem))
        .setExecutionExceptionHandler((problem, line, result) -> failed(problem))
        .execute(args);
  }

  @Override
  public Integer call() {
    help(Words.err());
    return USAGE;
  }

  private static void help(PrintStream out) {
    out.println("tools/tillkeeper COMMAND");
    for (Offer offer : OFFERS) {
      out.println();
      out.println("  " + offer.usage());
      out.println("      " + Words.say(offer.chinese(), offer.english()));
      out.println("      " + Words.say("例：", "example: ") + "tools/tillkeeper " + offer.example());
    }
    out.println();
    out.println(
        Words.say(
            "退出码：0 正常，1 发现问题，2 用法或配置错误。--config 默认为 ./agent.yaml。",
            "Exit codes: 0 fine, 1 a problem was found, 2 wrong usage or configuration."
                + " --config is ./agent.yaml by default."));
  }

  private static int wrongUsage(ParameterException problem) {
    CommandLine command = problem.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("tillkeeper: " + problem.getMessage());
    TreeSet<String> allowed = new TreeSet<>(command.getSubcommands().keySet());
    for (OptionSpec option : command.getCommandSpec().options()) {
      allowed.add(
          option.longestName() + (option.arity().max() == 0 ? "" : " " + option.paramLabel()));
    }
    command.getCommandSpec().positionalParameters().forEach(one -> allowed.add(one.paramLabel()));
    if (command.getParent() == null) {
      allowed.add("agent");
      allowed.add("help");
    }
    err.println(
        "tillkeeper: allowed after "
            + command.getCommandSpec().qualifiedName()
            + ": "
            + String.join(", ", allowed));
    return USAGE;
  }

  private static int failed(Exception problem) {
    Words.err().println("tillkeeper: " + problem.getMessage());
    return problem instanceof InvalidSettings ? USAGE : PROBLEM;
  }
}
