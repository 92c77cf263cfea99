// What MOA's SEED says on the streams of detectors_windows.py ("moa_seed" in detectors_windows.json).
//   java -cp moa.jar detectors_windows_moa.java
// with the moa.jar (2024.07.2-SNAPSHOT) out of the Python package capymoa 0.15.1.
import java.util.ArrayList;
import moa.classifiers.core.driftdetection.SEEDChangeDetector;

public class detectors_windows_moa {
  public static void main(String[] none) {
    double[][] sizes = {{0, 2, 0, -1}, {0, .5, 0, .3}, {0, 1, 2, 1}};
    for (int seed = 1; seed <= 6; seed++) {
      long state = seed;
      SEEDChangeDetector detector = new SEEDChangeDetector();
      ArrayList<Integer> alarms = new ArrayList<>();
      for (int i = 0; i < 4000; i++) {
        long total = 0;
        for (int k = 0; k < 4; k++) {
          state = state * 6364136223846793005L + 1442695040888963407L;
          total += state >>> 48;
        }
        double x = total / 65536.0 - 2 + sizes[seed % 3][i / 1000];
        detector.input(seed % 2 == 0 ? Math.floor(3 * x) : x);
        if (detector.getChange()) alarms.add(i);
      }
      System.out.println(seed + " " + alarms);
    }
  }
}
