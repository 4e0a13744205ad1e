package org.tillkeeper.tools.demo;

import static org.tillkeeper.tools.words.Words.say;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.tools.lab.Booked;
import org.tillkeeper.tools.lab.Cashier;
import org.tillkeeper.tools.lab.Comparison;
import org.tillkeeper.tools.lab.Payment;

/** The table at the end: what became of each payment, by the agent and by the acquirer. */
final class Verdict {
  private Verdict() {}

  /** Shows the rows that are there. */
  static void show(List<Comparison.Row> rows, List<Scene> scenes, Cashier cashier, Screen screen) {
    Map<String, Scene> byReference = new HashMap<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (Scene scene : scenes) {
      byReference.put(scene.reference(), scene);
      numbers.put(scene.reference(), numbers.size() + 1);
    }
    Table table = new Table();
    table.row(
        " #",
        say("方式", "paid by"),
        say("发生了什么", "what happened"),
        say("金额", "amount"),
        say("结果", "state"),
        say("收银员看到", "cashier saw"),
        say("请求次数", "attempts"),
        say("收单机构入账", "acquirer booked"),
        say("核对", "verdict"));
    List<Boolean> good = new ArrayList<>();
    for (Comparison.Row row : rows) {
      Optional<Scene> scene = Optional.ofNullable(byReference.get(row.reference()));
      Optional<Payment> payment = row.payment();
      table.row(
          scene.map(one -> String.format("%2d", numbers.get(one.reference()))).orElse(" -"),
          scene.map(Scene::entry).orElse("-"),
          scene.map(Scene::what).orElse("-"),
          scene.map(one -> String.format("%6s", Screen.money(one.amount()))).orElse("     -"),
          payment.map(one -> Screen.display(one.display())).orElse("-"),
          saw(cashier, row.reference()),
          payment.map(one -> one.attempts().size() + "").orElse("-"),
          booked(row.booked()),
          row.difference().map(Verdict::words).orElse(say("一致", "agree")));
      good.add(row.difference().isEmpty());
    }
    screen.table(table.lines(), good);
  }

  private static String saw(Cashier cashier, String reference) {
    List<String> seen = cashier.seen(reference).stream().map(Screen::display).toList();
    return seen.isEmpty() ? "-" : String.join(" → ", seen);
  }

  private static String booked(List<Booked> bookings) {
    List<String> texts = new ArrayList<>();
    for (Booked one : bookings) {
      texts.add(Screen.money(one.amount()) + (one.reversed() ? say(" 已冲正", " undone") : ""));
    }
    return texts.isEmpty() ? "-" : String.join(", ", texts);
  }

  private static String words(Comparison.Difference difference) {
    return switch (difference) {
      case LOST -> say("代理没有这笔交易", "the agent has lost it");
      case STILL_OPEN -> say("没有结果", "still open");
      case CONFIRMED_NOT_BOOKED -> say("显示成功，但没有入账", "confirmed, not booked");
      case BOOKED_NOT_CONFIRMED -> say("已扣款，但未显示成功", "charged, not confirmed");
      case BOOKED_TWICE -> say("重复扣款", "charged twice");
      case OTHER_AMOUNT -> say("金额不符", "another amount");
      case OTHER_ATTEMPT -> say("流水号不符", "another trace number");
      case OTHER_TYPE -> say("交易类型不符", "another kind of transaction");
      case OTHER_VOID -> say("撤销状态不符", "voided on one side only");
      case OTHER_REFUNDS -> say("退货金额不符", "other refunds");
      case NO_PAYMENT -> say("没有对应的交易", "no such payment");
    };
  }
}
