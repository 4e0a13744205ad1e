package org.tillkeeper.tools;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls inside this module. */
class WallsTest {
  private static final JavaClasses TOOLS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.tillkeeper.tools");

  @Test
  void acquirer_and_network_share_no_code_with_the_agent() {
    noClasses()
        .that()
        .resideInAnyPackage("..tools.acquirer..", "..tools.network..", "..tools.control..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tillkeeper.agent..", "io.netty..")
        .check(TOOLS);
  }

  @Test
  void what_starts_the_agent_knows_nothing_of_the_command_line() {
    noClasses()
        .that()
        .haveSimpleName("AgentEntry")
        .or()
        .haveSimpleName("Tillkeeper")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..")
        .check(TOOLS);
  }
}
