#pragma once

#include <string>

#include "corpus/grammar/grammar.hpp"

namespace neurank::corpus::grammar {

/// The forms of the verbs be, have and do; finite_verb() knows the further forms of be (am, are, were).
const VerbForms& be();
const VerbForms& have();
const VerbForms& do_verb();

/// The forms of a modal verb such as can or will, the same in all persons; it has no participle and no gerund.
VerbForms modal(const std::string& word);

/// Whether forms are those of modal().
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
