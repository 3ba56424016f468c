#include "base/version.hpp"

#include "version_facts.hpp"

namespace neurank {

BuildFacts build_facts() {
  return {NEURANK_VERSION,    NEURANK_REVISION,     NEURANK_COMPILER,
          NEURANK_BUILD_TYPE, NEURANK_ARCHITECTURE, NEURANK_SENTENCEPIECE};
}

}  // namespace neurank
