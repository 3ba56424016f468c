#pragma once

#include <string>

#include "corpus/grammar/grammar.hpp"

namespace neurank::corpus::grammar {

const VerbForms& be();
const VerbForms& have();
const VerbForms& do_verb();

/// can, will, ...: the same in all persons.
VerbForms modal(const std::string& word);

bool is_modal(const VerbForms& verb);

/// A finite verb, without category and meaning: its form, part of speech, number and tense.
Token finite_verb(const VerbForms& verb, const Agreement& subject, Tense tense);

/// A verb in any form of the category S[form]: dcl (finite), b, to, ng, pt, pss.
Token verb_in_form(const VerbForms& verb, const std::string& form, const Agreement& subject, Tense tense);

/// The semantic tag of an auxiliary or of the copula.
std::string auxiliary_meaning(const VerbForms& verb, const std::string& form, const Token& token);

/// The semantic tag of another verb.
std::string event_meaning(const std::string& form, const Token& token);

}  // namespace neurank::corpus::grammar
