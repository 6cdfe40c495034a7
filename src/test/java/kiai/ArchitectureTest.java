package kiai;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may use which, and where each library is used. */
@Tag("architecture")
class ArchitectureTest {
  private static final int MOST_CLASSES = 20; // a package that is larger does two jobs

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("kiai");

  /** Each library with the only packages that may use it. */
  static List<Arguments> libraries() {
    return List.of(
        Arguments.of("Lucene", "org.apache.lucene..", List.of("kiai.index.lucene..")),
        Arguments.of(
            "Jackson",
            "com.fasterxml.jackson..",
            // The answers, the API and the command line; the rest read or write one JSON file each.
            List.of(
                "kiai.json",
                "kiai.playing",
                "kiai.website",
                "kiai.json.stored",
                "kiai.api..",
                "kiai.cli.commands..",
                "kiai.tokens.folder",
                "kiai.sources.tables",
                "kiai.embeddings",
                "kiai.analysis",
                "kiai.eval",
                "kiai.eval.set",
                "kiai.index.opensearch..",
                "kiai.training")),
        Arguments.of("Parquet", "dev.hardwood..", List.of("kiai.parquet")),
        Arguments.of("Parquet of Apache", "org.apache.parquet..", List.of("kiai.parquet")),
        Arguments.of("Javalin", "io.javalin..", List.of("kiai.api..")),
        Arguments.of("picocli", "picocli..", List.of("kiai.cli..")),
        Arguments.of("ONNX Runtime", "ai.onnxruntime..", List.of("kiai.embeddings")),
        Arguments.of("FFmpeg", "org.bytedeco..", List.of("kiai.audio")),
        Arguments.of(
            "WebAssembly",
            "com.dylibso.chicory..",
            List.of("kiai.analysis.stars..", "kiai.analysis.wasm..")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("libraries")
  void librariesStayInTheirPackages(String name, String library, List<String> packages) {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .because(name + " is used in " + packages + " alone")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(new EachPackage()).should().beFreeOfCycles().check(CLASSES);
  }

  /** Every package for itself, so that sub-packages count as packages of their own. */
  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "every package";
    }
  }

  @Test
  void packagesAreSmall() {
    Map<String, Long> sizes =
        CLASSES.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getPackageName, counting()));
    assertThat(sizes.entrySet().stream().filter(e -> e.getValue() > MOST_CLASSES)).isEmpty();
  }

  @Test
  void searchKnowsOnlyThePortOfTheIndex() {
    noClasses()
        .that(
            DescribedPredicate.describe(
                "are outside of the back ends and of the programs that open an index",
                type ->
                    !type.getPackageName()
                        .matches("kiai\\.(index\\.(lucene|opensearch).*|cli.*|api)")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("kiai.index.lucene..", "kiai.index.opensearch..")
        .check(CLASSES);
  }

  @Test
  void parsingAndAnalysisKnowNothingOfSearch() {
    noClasses()
        .that()
        .resideInAnyPackage("kiai.beatmap..", "kiai.analysis..", "kiai.audio..", "kiai.tokens..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "kiai.index..",
            "kiai.search..",
            "kiai.query..",
            "kiai.ingest..",
            "kiai.api..",
            "kiai.cli..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineUsesTrainingAndItself() {
    List<String> others =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.startsWith("kiai.cli") && !name.startsWith("kiai.training"))
            .distinct()
            .collect(Collectors.toList());
    noClasses()
        .that()
        .resideInAnyPackage(others.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("kiai.training..", "kiai.cli..")
        .check(CLASSES);
  }
}
