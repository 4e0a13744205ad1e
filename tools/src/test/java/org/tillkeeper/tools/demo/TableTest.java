package org.tillkeeper.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columns_line_up_where_chinese_takes_two_places() {
    Table table = new Table();
    table.row("金额", "结果", "x");
    table.row("1.00", "处理中 → 收款成功", "x");
    table.row("100.00", "ok", "x");
    assertEquals(
        List.of(
            "金额    结果               x", "1.00    处理中 → 收款成功  x", "100.00  ok                 x"),
        table.lines());
    assertEquals(1, table.lines().stream().map(Table::width).distinct().count());
  }

  @Test
  void full_width_punctuation_is_wide_and_arrows_are_not() {
    assertEquals(2, Table.width("，"));
    assertEquals(2, Table.width("。"));
    assertEquals(1, Table.width("→"));
    assertEquals(1, Table.width("a"));
  }
}
