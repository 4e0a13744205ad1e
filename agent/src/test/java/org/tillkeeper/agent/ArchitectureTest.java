package org.tillkeeper.agent;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The walls between the agent's packages: who may know whom, and what the pure core may not. */
class ArchitectureTest {
  private static final String ROOT = "org.tillkeeper.agent";

  /** Tests and the simulation stand on it; it is no part of the agent. */
  private static final String BENCH = ROOT + ".bench";

  private static final JavaClasses AGENT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains(BENCH.replace('.', '/')))
          .importPackages(ROOT);

  /**
   * Each package and the packages of the agent that it may use. The empty name is the root package,
   * which wires the others together and may use them all.
   */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("payment", Set.of()),
          Map.entry("settlement", Set.of("payment")),
          Map.entry("story", Set.of("payment", "settlement")),
          Map.entry("time", Set.of()),
          Map.entry("memory", Set.of()),
          Map.entry("files", Set.of()),
          Map.entry("log", Set.of()),
          Map.entry("service", Set.of("log")),
          Map.entry("bundle", Set.of("keys", "log")),
          Map.entry("keys", Set.of("files")),
          Map.entry("ledger", Set.of("payment", "settlement", "files", "log")),
          Map.entry("host", Set.of("time", "memory", "files", "log")),
          Map.entry("config", Set.of("host", "time")),
          Map.entry("receipt", Set.of("words", "payment")),
          Map.entry("signature", Set.of()),
          Map.entry(
              "messages",
              Set.of("payment", "settlement", "ledger", "keys", "time", "memory", "log")),
          Map.entry(
              "session", Set.of("messages", "payment", "ledger", "host", "keys", "time", "log")),
          Map.entry(
              "management",
              Set.of(
                  "session",
                  "messages",
                  "payment",
                  "settlement",
                  "ledger",
                  "host",
                  "keys",
                  "time")),
          Map.entry(
              "upkeep",
              Set.of(
                  "management",
                  "session",
                  "ledger",
                  "host",
                  "payment",
                  "settlement",
                  "time",
                  "files",
                  "log")),
          Map.entry(
              "terminal",
              Set.of(
                  "upkeep",
                  "management",
                  "session",
                  "messages",
                  "story",
                  "payment",
                  "settlement",
                  "ledger",
                  "host",
                  "keys",
                  "time",
                  "log",
                  "bundle",
                  "signature")),
          Map.entry("webhook", Set.of("ledger", "time", "files", "log")),
          Map.entry("fleet", Set.of("webhook", "ledger", "host", "time", "log")),
          Map.entry("metrics", Set.of("upkeep", "ledger", "host", "payment")),
          Map.entry("reader", Set.of("terminal", "payment", "time", "log")),
          Map.entry("diagnosis", Set.of("upkeep", "session", "ledger", "host", "keys", "config")),
          Map.entry(
              "words",
              Set.of(
                  "terminal",
                  "reader",
                  "diagnosis",
                  "upkeep",
                  "session",
                  "story",
                  "payment",
                  "settlement")),
          Map.entry(
              "till",
              Set.of(
                  "words",
                  "terminal",
                  "reader",
                  "diagnosis",
                  "upkeep",
                  "receipt",
                  "story",
                  "payment",
                  "settlement",
                  "config",
                  "memory",
                  "files",
                  "log",
                  "bundle",
                  "keys",
                  "time",
                  "signature")),
          Map.entry(
              "nexo",
              Set.of(
                  "till",
                  "reader",
                  "words",
                  "terminal",
                  "receipt",
                  "payment",
                  "upkeep",
                  "config",
                  "memory",
                  "files",
                  "log",
                  "time")),
          Map.entry(
              "",
              Set.of(
                  "story",
                  "payment",
                  "settlement",
                  "time",
                  "memory",
                  "files",
                  "log",
                  "service",
                  "bundle",
                  "keys",
                  "ledger",
                  "host",
                  "config",
                  "receipt",
                  "messages",
                  "session",
                  "management",
                  "upkeep",
                  "diagnosis",
                  "terminal",
                  "words",
                  "metrics",
                  "webhook",
                  "fleet",
                  "till",
                  "reader",
                  "nexo")));

  /** The packages in which files may not need each other in a circle. */
  private static final List<String> ROOMS =
      Arrays.asList(
          "messages",
          "session",
          "management",
          "upkeep",
          "diagnosis",
          "terminal",
          "reader",
          "words",
          "till",
          "nexo",
          "payment",
          "settlement",
          "story",
          "receipt",
          "keys",
          "log",
          "metrics",
          "webhook",
          "fleet",
          "bundle",
          "signature");

  private static final Set<String> CORE_MAY_USE =
      Set.of("java.lang.invoke", "java.lang.runtime", "java.util.function", "java.util.stream");
  private static final Set<String> CORE_MAY_USE_OF_ISO8583 =
      Set.of(
          "AnswerRule",
          "Element",
          "CodeMeaning",
          "InquiryMeaning",
          "Kind",
          "MacVerdict",
          "Message",
          "RecoveryPolicy",
          "ResponseCode",
          "ReversalMeaning",
          "SettlementMeaning",
          "TipCounting");

  /** They read a clock, make chance, or reach the world outside. */
  private static final Set<String> CORE_MUST_NOT_USE =
      new HashSet<>(
          Arrays.asList(
              "java.lang.System",
              "java.lang.Runtime",
              "java.lang.Process",
              "java.lang.ProcessBuilder",
              "java.lang.Thread",
              "java.lang.ThreadLocal",
              "java.lang.InheritableThreadLocal",
              "java.util.Random",
              "java.util.SplittableRandom",
              "java.util.UUID",
              "java.util.Date",
              "java.util.Calendar",
              "java.util.GregorianCalendar",
              "java.util.TimeZone",
              "java.util.Timer",
              "java.util.TimerTask",
              "java.util.Scanner",
              "java.util.ServiceLoader"));

  @Test
  void arrows_between_packages_run_one_way_and_only_where_they_are_drawn() {
    classes().should(followTheArrows()).check(AGENT);
  }

  @Test
  void the_pure_core_uses_nothing_but_language_collections_and_the_words_of_the_wire() {
    classes()
        .that()
        .resideInAnyPackage(ROOT + ".payment..", ROOT + ".settlement..", ROOT + ".story..")
        .should()
        .onlyDependOnClassesThat(arePure())
        .check(AGENT);
  }

  @Test
  void the_pure_core_has_no_clock_and_no_chance() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".payment..", ROOT + ".settlement..", ROOT + ".story..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Math.class, "random");
    rule.check(AGENT);
  }

  @Test
  void only_time_and_the_wiring_read_the_wall_clock() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, ROOT + ".time")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");
    rule.check(AGENT);
  }

  @Test
  void the_bench_knows_only_what_it_stands_in_for() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                BENCH,
                ROOT + ".time",
                ROOT + ".host",
                ROOT + ".keys",
                "org.tillkeeper.iso8583..",
                "java.."))
        .check(new ClassFileImporter().importPackages(BENCH));
  }

  @Test
  void no_two_files_of_a_room_need_each_other() {
    for (String room : ROOMS) {
      slices().assignedFrom(new FilesOf(ROOT + "." + room)).should().beFreeOfCycles().check(AGENT);
    }
  }

  /** Each file of a package is a slice: a class with all that is written inside it. */
  private record FilesOf(String packageName) implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return javaClass.getPackageName().equals(packageName)
          ? SliceIdentifier.of(javaClass.getName().replaceFirst("\\$.*", ""))
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "files of " + packageName;
    }
  }

  @Test
  void each_library_stays_in_the_package_that_is_about_it() {
    staysIn(
        "netty",
        resideInAnyPackage("io.netty.."),
        "host",
        "till",
        "webhook",
        "fleet",
        "memory",
        "service",
        "");
    staysIn("SQL", resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite.."), "ledger");
    staysIn("BouncyCastle", resideInAPackage("org.bouncycastle.."), "keys");
    staysIn("YAML", resideInAPackage("org.snakeyaml.."));
    staysIn("Prometheus", resideInAPackage("io.prometheus.."), "metrics");
    staysIn("jPOS", resideInAPackage("org.jpos.."));
  }

  private static void staysIn(
      String library, DescribedPredicate<JavaClass> classes, String... homes) {
    String[] packages =
        Arrays.stream(homes)
            .map(home -> home.isEmpty() ? ROOT : ROOT + "." + home)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat(classes)
        .because(library + " is at home in " + Arrays.toString(packages))
        .check(AGENT);
  }

  @Test
  void nothing_is_logged_but_by_the_agents_own_log() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".log", ROOT + ".upkeep")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.slf4j..", "java.util.logging.."))
        .because("a value that is secret has no way into org.tillkeeper.agent.log")
        .check(AGENT);
  }

  @Test
  void minor_units_come_from_one_table() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Currency.class)
        .because("not every Java's table is ISO 4217's; org.tillkeeper.iso8583.CurrencyCode is")
        .check(AGENT);
  }

  private static ArchCondition<JavaClass> followTheArrows() {
    return new ArchCondition<>("use only the packages drawn as arrows") {
      @Override
      public void check(JavaClass user, ConditionEvents events) {
        String from = packageOf(user);
        Set<String> allowed = ARROWS.get(from);
        if (allowed == null) {
          events.add(
              SimpleConditionEvent.violated(
                  user, "package " + from + " has no place in the picture yet: draw its arrows"));
          return;
        }
        for (Dependency use : user.getDirectDependenciesFromSelf()) {
          JavaClass used = use.getTargetClass().getBaseComponentType();
          boolean ours =
              used.getPackageName().equals(ROOT) || used.getPackageName().startsWith(ROOT + ".");
          String to = packageOf(used);
          if (ours && !to.equals(from) && !allowed.contains(to)) {
            events.add(
                SimpleConditionEvent.violated(
                    user, from + " must not know " + to + ": " + use.getDescription()));
          }
        }
      }
    };
  }

  private static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.length() <= ROOT.length() ? "" : name.substring(ROOT.length() + 1).split("\\.")[0];
  }

  private static DescribedPredicate<JavaClass> arePure() {
    return describe(
        "are pure",
        type -> {
          JavaClass used = type.getBaseComponentType();
          String home = used.getPackageName();
          String outermost = used.getName().split("\\$")[0];
          if (used.isPrimitive()
              || home.equals(ROOT + ".payment")
              || home.equals(ROOT + ".settlement")
              || home.equals(ROOT + ".story")) {
            return true;
          }
          if (home.equals("org.tillkeeper.iso8583")) {
            return CORE_MAY_USE_OF_ISO8583.contains(outermost.substring(home.length() + 1));
          }
          if (home.equals("java.lang") || home.equals("java.util")) {
            return !CORE_MUST_NOT_USE.contains(outermost);
          }
          return CORE_MAY_USE.contains(home) || used.getName().equals("java.time.Instant");
        });
  }
}
