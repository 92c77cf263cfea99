// tepid/reports/alarm_file.hpp - alarms in a file, a line of JSON each.
#pragma once

#include <memory>
#include <string>

#include <tepid/monitors/alarm.hpp>

namespace tepid::inline v0 {

/// Appends each alarm to a file as to_json_line gives it, at once: what is in the file survives the process.
///
///     monitor.on_alarm(tepid::alarm_file{"alarms.ndjson", "fraud"});
///
/// The file is made if it is not there, and is never cut; processes may share one, for a line is written with one call
/// to the system. Copies are the same file. After a write that failed half-way the next line begins on its own.
class alarm_file {
 public:
  /// `monitor` is the name that each line has. A device may be named, and a FIFO that somebody reads, both by a link
  /// too; what else a link leads to must be named itself. Throws error{io, "path"} when the file cannot be opened.
  alarm_file(const std::string& path, std::string monitor);

  /// Throws error{io, "path"} when the line could not be written; the alarm is then not in the file.
  void operator()(const monitor_alarm& alarm) const;

 private:
  struct file;
  std::shared_ptr<file> file_;
};

}  // namespace tepid::inline v0
