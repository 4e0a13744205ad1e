package org.tillkeeper.iso8583;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class WallsTest {
  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.tillkeeper.iso8583");

  @Test
  void what_is_on_the_wire_knows_no_device_no_thread_and_no_clock() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Shipped")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..",
            "java.net..",
            "java.nio.file..",
            "java.nio.channels..",
            "java.sql..",
            "java.util.concurrent..",
            "java.time..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, java.util.Timer.class, java.util.Date.class)
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(MODULE);
  }

  @Test
  void the_jar_is_the_only_thing_that_is_read() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.file..", "java.sql..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.(File|RandomAccess).*")
        .check(MODULE);
  }

  @Test
  void keys_know_nothing_of_messages() {
    noClasses()
        .that()
        .resideInAPackage("org.tillkeeper.iso8583.security")
        .should()
        .dependOnClassesThat(resideInAPackage("org.tillkeeper.iso8583"))
        .check(MODULE);
  }

  @Test
  void yaml_knows_nothing_of_messages_and_its_library_is_at_home_there() {
    noClasses()
        .that()
        .resideInAPackage("org.tillkeeper.iso8583.yaml")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.tillkeeper.iso8583", "org.tillkeeper.iso8583.unionpay"))
        .check(MODULE);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.tillkeeper.iso8583.yaml")
        .should()
        .dependOnClassesThat(resideInAPackage("org.snakeyaml.."))
        .check(MODULE);
  }

  @Test
  void no_provider_of_ciphers_is_registered_or_looked_up() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.crypto..", "org.bouncycastle.jce..", "org.bouncycastle.jcajce..")
        .check(MODULE);
  }
}
