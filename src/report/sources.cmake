neurank_library(neurank_report
  SOURCES
    report/csv.cpp
    report/text_table.cpp
  LINKS neurank_base)
