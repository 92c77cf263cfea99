// tests/oracle/DetectorsErrors.java - MOA's detectors on streams of 0 and 1; used by detectors_errors.py.
//
// Reads lines "detector stream-name 0110...", prints "detector stream-name first-warning alarms...": 0-based indices,
// -1 for none. A new detector is made after each alarm, except for names that end in "+", which go on as MOA does.
import java.util.Scanner;
import moa.classifiers.core.driftdetection.*;

public class DetectorsErrors {
  static AbstractChangeDetector make(String name) {
    AbstractChangeDetector d;
    switch (name.replace("+", "")) {
      case "DDM": d = new DDM(); break;
      case "EDDM": d = new EDDM(); break;
      case "RDDM": d = new RDDM(); break;
      case "STEPD": d = new STEPD(); break;
      case "EWMAChartDM": d = new EWMAChartDM(); break;
      case "HDDM_A_Test_one": d = new HDDM_A_Test(); ((HDDM_A_Test) d).oneSidedTestOption.setChosenIndex(0); break;
      case "HDDM_A_Test_two": d = new HDDM_A_Test(); ((HDDM_A_Test) d).oneSidedTestOption.setChosenIndex(1); break;
      case "HDDM_W_Test_one": d = new HDDM_W_Test(); ((HDDM_W_Test) d).oneSidedTestOption.setChosenIndex(0); break;
      case "HDDM_W_Test_two": d = new HDDM_W_Test(); ((HDDM_W_Test) d).oneSidedTestOption.setChosenIndex(1); break;
      default: throw new IllegalArgumentException(name);
    }
    d.prepareForUse();
    return d;
  }

  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    while (in.hasNext()) {
      String name = in.next(), stream = in.next(), values = in.next();
      AbstractChangeDetector d = make(name);
      StringBuilder alarms = new StringBuilder();
      int warning = -1;
      for (int i = 0; i < values.length(); ++i) {
        d.input(values.charAt(i) - '0');
        if (d.getWarningZone() && warning < 0) warning = i;
        if (d.getChange()) {
          alarms.append(" ").append(i);
          if (!name.endsWith("+")) d = make(name);
        }
      }
      System.out.println(name + " " + stream + " " + warning + alarms);
    }
  }
}
