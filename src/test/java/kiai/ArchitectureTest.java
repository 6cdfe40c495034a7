package kiai;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Data flows one way: a room imports only from rooms to its left. */
class ArchitectureTest {
  private static final List<String> ROAD =
      List.of("dataset", "beatmap", "tokens", "embeddings", "index", "search", "api", "cli");

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("kiai");

  @Test
  void roomsImportOnlyFromTheirLeft() {
    for (int room = 0; room < ROAD.size(); room++) {
      for (int right = room + 1; right < ROAD.size(); right++) {
        noClasses()
            .that()
            .resideInAPackage("kiai." + ROAD.get(room) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("kiai." + ROAD.get(right) + "..")
            .allowEmptyShould(false)
            .check(classes);
      }
    }
  }

  @Test
  void analysisReadsOnlyBeatmaps() {
    for (String room : ROAD) {
      if (!room.equals("beatmap")) {
        noClasses()
            .that()
            .resideInAPackage("kiai.analysis..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("kiai." + room + "..")
            .check(classes);
      }
    }
  }

  @Test
  void audioReadsNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("kiai.audio..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROAD.stream().map(room -> "kiai." + room + "..").toArray(String[]::new))
        .check(classes);
    noClasses()
        .that()
        .resideOutsideOfPackage("kiai.audio..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(classes);
  }

  @Test
  void nothingButTheCommandLineDependsOnTraining() {
    for (String room : ROAD.subList(0, ROAD.size() - 1)) {
      noClasses()
          .that()
          .resideInAPackage("kiai." + room + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("kiai.training..")
          .check(classes);
    }
  }

  @Test
  void onlyTheEncoderKnowsOnnxRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("kiai.embeddings..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(classes);
  }
}
