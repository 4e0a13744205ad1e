package org.tillkeeper.agent.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The files with the rules lie in a line, so that no two of them explain each other. */
class OrderOfTheRulesTest {
  private static final String PACKAGE = "org.tillkeeper.agent.payment";
  private static final JavaClasses PAYMENT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(PACKAGE);

  /** Each may use those after it. */
  private static final List<String> DOWNWARDS =
      List.of(
          "Recovery",
          "Requesting",
          "UnknownOutcome",
          "Withdrawing",
          "Inquiring",
          "Showing",
          "LateApproval",
          "LateRefusal",
          "Reversing",
          "Endings");

  @Test
  void a_file_of_rules_uses_only_those_below_it_and_no_value_uses_a_rule() {
    List<String> upwards = new ArrayList<>();
    for (JavaClass user : PAYMENT) {
      int from = DOWNWARDS.indexOf(file(user));
      for (Dependency use : user.getDirectDependenciesFromSelf()) {
        int to = DOWNWARDS.indexOf(file(use.getTargetClass()));
        boolean isValue = from < 0;
        if (to >= 0 && (isValue || to < from)) {
          upwards.add(use.getDescription());
        }
      }
    }
    assertEquals(List.of(), upwards);
  }

  private static String file(JavaClass type) {
    boolean ours = type.getPackageName().equals(PACKAGE);
    return ours ? type.getName().substring(PACKAGE.length() + 1).split("\\$")[0] : "";
  }
}
