package kiai.beatmap;

import java.util.ArrayList;
import java.util.List;

/** Collects issues with their line numbers, which are counted only when one is reported. */
final class IssueLog {
  private final byte[] data;
  private final int max;
  private final List<ParseIssue> issues = new ArrayList<>(0);
  private int dropped;
  private int countedTo;
  private int countedLine = 1;

  IssueLog(byte[] data, int max) {
    this.data = data;
    this.max = max;
  }

  /** Reports about the line that holds a byte. */
  void at(int offset, String message) {
    if (issues.size() >= max) {
      dropped++;
      return;
    }
    issues.add(new ParseIssue(lineOf(offset), message));
  }

  /** Reports about the whole file. */
  void general(String message) {
    issues.add(new ParseIssue(0, message));
  }

  List<ParseIssue> list() {
    if (dropped > 0) {
      issues.add(new ParseIssue(0, dropped + " further problems are not listed"));
      dropped = 0;
    }
    return List.copyOf(issues);
  }

  private int lineOf(int offset) {
    if (offset < countedTo) {
      countedTo = 0;
      countedLine = 1;
    }
    for (; countedTo < offset; countedTo++) {
      byte b = data[countedTo];
      if (b == '\n'
          || (b == '\r' && !(countedTo + 1 < data.length && data[countedTo + 1] == '\n'))) {
        countedLine++;
      }
    }
    return countedLine;
  }
}
