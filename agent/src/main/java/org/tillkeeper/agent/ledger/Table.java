package org.tillkeeper.agent.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The one list of a table's columns. The statements that insert, update and read a row are made
 * from it, and so is the text that the row's digest covers: a column that is in the list is in all
 * of them.
 *
 * <p>The order of the columns is the order in which they enter the digest, so it never changes. A
 * new column comes last and is {@link Column#addedLater}.
 *
 * @param <R> what a row says, as the rest of the agent knows it
 */
final class Table<R> {
  /** Which statements write a column. */
  enum Written {
    /** The one that inserts the row. */
    ONCE,
    /** The one that inserts it, and each that updates it. */
    ALWAYS,
    /** Statements of the column's own. */
    APART
  }

  /**
   * A column.
   *
   * @param <R> what a row of its table says
   * @param <T> what the column says of it
   */
  static final class Column<R, T> {
    private final String name;
    private final Form<T> form;
    private final Written written;

    /** Empty where whoever writes the row gives the value beside it. */
    private final Optional<Function<R, T>> value;

    private final int index;
    private boolean isAddedLater;

    private Column(
        String name, Form<T> form, Written written, Optional<Function<R, T>> value, int index) {
      this.name = name;
      this.form = form;
      this.written = written;
      this.value = value;
      this.index = index;
    }

    /**
     * Rows were written before the table had it. It counts in a digest only where it has a value,
     * so that those rows keep their digests.
     */
    Column<R, T> addedLater() {
      isAddedLater = true;
      return this;
    }

    boolean isAddedLater() {
      return isAddedLater;
    }

    /** Its text in a row; null where it is empty. */
    String text(TextRow row) {
      return row.text(index);
    }

    /** What it says. */
    T of(TextRow row) {
      return form.read().apply(text(row));
    }

    private String expression() {
      return form.expression().replace("%s", name);
    }

    private Object written(R row) {
      return form.written().apply(value.get().apply(row));
    }
  }

  private final String name;

  /** The column that says whose a row is: given before all others, and not part of its text. */
  private final Optional<String> owner;

  private final List<Column<R, ?>> columns = new ArrayList<>();
  private boolean isComplete;

  private Table(String name, Optional<String> owner) {
    this.name = name;
    this.owner = owner;
  }

  static <R> Table<R> named(String name) {
    return new Table<>(name, Optional.empty());
  }

  /**
   * A table whose rows belong to rows of another.
   *
   * @param owner the column that says to which
   */
  static <R> Table<R> owned(String name, String owner) {
    return new Table<>(name, Optional.of(owner));
  }

  /** Adds a column whose value the row has. */
  <T> Column<R, T> column(String column, Form<T> form, Written written, Function<R, T> value) {
    return add(column, form, written, Optional.of(value));
  }

  /** Adds a column whose value the row has not: it is given beside it, or written apart. */
  <T> Column<R, T> column(String column, Form<T> form, Written written) {
    return add(column, form, written, Optional.empty());
  }

  private <T> Column<R, T> add(
      String column, Form<T> form, Written written, Optional<Function<R, T>> value) {
    if (isComplete) {
      throw new IllegalStateException(
          "column " + column + " of " + name + " comes after a statement that would lack it");
    }
    Column<R, T> added = new Column<>(column, form, written, value, columns.size());
    columns.add(added);
    return added;
  }

  /** Its columns, in the order of their digest. */
  List<Column<R, ?>> columns() {
    isComplete = true;
    return Collections.unmodifiableList(columns);
  }

  /** What is selected of each column, in the order of their digest. */
  String[] expressions() {
    List<String> expressions = new ArrayList<>();
    for (Column<R, ?> column : columns()) {
      expressions.add(column.expression());
    }
    return expressions.toArray(new String[0]);
  }

  /** Each column's part of a row's text in its table's digest; see {@link TableDigests}. */
  List<String> digested() {
    List<String> parts = new ArrayList<>();
    for (Column<R, ?> column : columns()) {
      String expression = column.expression();
      parts.add(
          column.isAddedLater()
              ? TableDigests.partAddedLater(expression)
              : TableDigests.part(expression));
    }
    return parts;
  }

  /** What is selected of a whole row, which {@link #read} understands. */
  String text() {
    StringBuilder format = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (String expression : expressions()) {
      format.append(format.length() == 0 ? "%Q" : ",%Q");
      values.append(", ").append(expression);
    }
    return "printf('" + format + "'" + values + ")";
  }

  TextRow read(String text) {
    return new TextRow(columns(), text);
  }

  /** The statement that {@link #inserted} has the values for. */
  String insert() {
    StringBuilder names = new StringBuilder();
    StringBuilder marks = new StringBuilder();
    owner.ifPresent(column -> append(names, marks, column));
    for (Column<R, ?> column : columns()) {
      if (column.written != Written.APART) {
        append(names, marks, column.name);
      }
    }
    return "INSERT INTO " + name + " (" + names + ") VALUES (" + marks + ")";
  }

  private static void append(StringBuilder names, StringBuilder marks, String column) {
    names.append(names.length() == 0 ? "" : ", ").append(column);
    marks.append(marks.length() == 0 ? "?" : ", ?");
  }

  /** The same statement, which updates the row instead where the table has it. */
  String insertOrUpdate(String key) {
    return insert() + " ON CONFLICT (" + key + ") DO UPDATE SET " + assignments(" = excluded.%s");
  }

  /** The statement that {@link #updated} has the values for. */
  String update(String condition) {
    return "UPDATE " + name + " SET " + assignments(" = ?") + " WHERE " + condition;
  }

  private String assignments(String value) {
    StringBuilder assignments = new StringBuilder();
    for (Column<R, ?> column : columns()) {
      if (column.written == Written.ALWAYS) {
        assignments.append(assignments.length() == 0 ? "" : ", ");
        assignments.append(column.name).append(value.replace("%s", column.name));
      }
    }
    return assignments.toString();
  }

  /**
   * Values of a row that is inserted.
   *
   * @param given whose the row is, then the columns whose values the row has not, in their order
   */
  Object[] inserted(R row, Object... given) {
    List<Object> values = new ArrayList<>(columns.size() + 1);
    int next = 0;
    if (owner.isPresent()) {
      values.add(given[next++]);
    }
    for (Column<R, ?> column : columns) {
      if (column.written != Written.APART) {
        values.add(column.value.isPresent() ? column.written(row) : given[next++]);
      }
    }
    return values.toArray();
  }

  /**
   * Values of a row that is updated.
   *
   * @param given the columns whose values the row has not, in their order, then what the condition
   *     asks for
   */
  Object[] updated(R row, Object... given) {
    List<Object> values = new ArrayList<>(columns.size() + 1);
    int next = 0;
    for (Column<R, ?> column : columns) {
      if (column.written == Written.ALWAYS) {
        values.add(column.value.isPresent() ? column.written(row) : given[next++]);
      }
    }
    while (next < given.length) {
      values.add(given[next++]);
    }
    return values.toArray();
  }
}
