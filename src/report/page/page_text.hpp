#pragma once

namespace neurank::report {

// The page's style and script, from page.css and page.js.
extern const char* const page_style;
extern const char* const page_script;

}  // namespace neurank::report
