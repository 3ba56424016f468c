file(READ ${CMAKE_CURRENT_LIST_DIR}/published.csv NEURANK_PUBLISHED_CSV)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/published.csv)
configure_file(${CMAKE_CURRENT_LIST_DIR}/published.cpp.in ${PROJECT_BINARY_DIR}/generated/published_csv.cpp @ONLY)

file(READ ${CMAKE_CURRENT_LIST_DIR}/page/page.css NEURANK_PAGE_STYLE)
file(READ ${CMAKE_CURRENT_LIST_DIR}/page/page.js NEURANK_PAGE_SCRIPT)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${CMAKE_CURRENT_LIST_DIR}/page/page.css ${CMAKE_CURRENT_LIST_DIR}/page/page.js)
configure_file(${CMAKE_CURRENT_LIST_DIR}/page/page_text.cpp.in ${PROJECT_BINARY_DIR}/generated/page_text.cpp @ONLY)

neurank_library(neurank_report
  SOURCES
    report/accuracy_rows.cpp
    report/cell_facts.cpp
    report/cell_findings.cpp
    report/csv.cpp
    report/declared_cards.cpp
    report/declared_heads.cpp
    report/declared_models.cpp
    report/declared_neurons.cpp
    report/declared_rankings.cpp
    report/declared_studies.cpp
    report/figures/curve_figures.cpp
    report/figures/figure_parts.cpp
    report/figures/figures.cpp
    report/figures/gnuplot.cpp
    report/figures/gnuplot_script.cpp
    report/figures/label_figures.cpp
    report/figures/layer_figures.cpp
    report/figures/map_parts.cpp
    report/figures/model_figures.cpp
    report/figures/ranking_figures.cpp
    report/findings.cpp
    report/findings_answers.cpp
    report/findings_limits.cpp
    report/findings_page.cpp
    report/findings_parts.cpp
    report/inspection.cpp
    report/judged_rankings.cpp
    report/latex.cpp
    report/latex_comparisons.cpp
    report/latex_grid.cpp
    report/latex_names.cpp
    report/latex_pieces.cpp
    report/latex_tables.cpp
    report/latex_text.cpp
    report/methods.cpp
    report/page/html.cpp
    report/page/page.cpp
    report/page/page_cards.cpp
    report/page/page_intro.cpp
    report/page/page_tables.cpp
    report/prose.cpp
    report/published.cpp
    report/published_check.cpp
    report/result_tables.cpp
    report/summary.cpp
    report/table_declarations.cpp
    report/table_queries.cpp
    report/tested_contrasts.cpp
    report/text_table.cpp
    ${PROJECT_BINARY_DIR}/generated/page_text.cpp
    ${PROJECT_BINARY_DIR}/generated/published_csv.cpp
  LINKS neurank_base neurank_analysis)
