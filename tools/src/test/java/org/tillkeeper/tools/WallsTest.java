package org.tillkeeper.tools;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
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
        .resideInAnyPackage(
            "..tools.acquirer..", "..tools.network..", "..tools.control..", "..tools.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tillkeeper.agent..", "io.netty..")
        .check(TOOLS);
  }

  @Test
  void the_simulation_alone_stands_on_the_bench() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..tools.simulate..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tillkeeper.agent.bench..")
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

  @Test
  void no_two_files_of_the_simulation_need_each_other() {
    slices()
        .assignedFrom(new FilesOf("org.tillkeeper.tools.simulate"))
        .should()
        .beFreeOfCycles()
        .check(TOOLS);
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
}
