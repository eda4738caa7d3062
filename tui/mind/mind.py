"""The model and one conversation with it, behind a queue: the screen never waits for either."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING

from agent.lm.interrupt import Interrupted, interruptible
from tui.backend import DEFAULT_SCENE, Backend, Options
from tui.errors import UserError, explain, user_message
from tui.mind import messages as m
from tui.mind.keeping import Keeping
from tui.mind.worker import Job, Worker
from tui.slash.adapting import adapt, titled, told
from tui.slash.correcting import Correcting

if TYPE_CHECKING:
    from textual.message import Message
    from textual.message_pump import MessagePump

    from agent.lm.interface import LanguageModel
    from agent.session import Session, Turn
    from world.scene import Scene

_MEND = "When that is done, type {} to try again."
CANCELLED = "Cancelled."
"""What is said of an utterance that was given up while the model was reading it."""
LEFT_OUT = "Left out."
"""What is said of one whose turn had not come."""


class Mind:
    """The model, and the session of the chat. All methods return at once; what comes of them is told to all listeners.

    Only the worker's thread touches the model: a page that wants it asks with `ask`.
    """

    def __init__(self, backend: Backend, options: Options) -> None:
        self._backend = backend
        self._options = options
        self._listeners: list[MessagePump] = []
        self._worker = Worker("mind")
        self._keeping = Keeping(backend, options.keep)
        self._model: LanguageModel | None = None
        self._session: Session | None = None
        self._correcting: Correcting | None = None
        self._restored: Session | None = None  # read back, and waiting for its model
        self._scene: Scene | None = None
        self._failure: str | None = None
        self._age = self._said = 0
        self._dropped: set[int] = set()
        self._worker.put(self._start)

    def listen(self, listener: MessagePump) -> None:
        """Tell this screen or app, too, what comes of everything."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begin to work: open the scene, load the model, then answer what was said before and since."""
        self._worker.start()

    @property
    def session(self) -> Session | None:
        """The session of the chat, to be looked at: its turns are values, but only the worker may go on with it."""
        return self._session or self._restored

    @property
    def saved_as(self) -> str | None:
        """What the session of the chat is called on disk; None as long as it is not there."""
        return self._keeping.name

    def ask(self, owner: MessagePump, doing: str, work: Callable[[LanguageModel, Job], Message | None]) -> Job:
        """Do some work with the model when its turn comes; what it returns is posted to `owner`.

        `work` runs in the worker's thread and may post messages of its own meanwhile. What it raises, and that there
        is no model, becomes a JobFailed. Once the job is cancelled nothing is posted, and a model that is writing
        stops at its next token. `doing` is for the log.
        """
        job = Job()

        def run() -> None:
            if job.cancelled:
                return
            message: Message | None
            try:
                if self._model is None:
                    raise UserError(self._failure or "There is no model yet.")
                with interruptible(lambda: job.cancelled):
                    message = work(self._model, job)
            except Exception as error:  # whatever it is, the page says so and the app goes on
                message = None if job.cancelled else m.JobFailed(job, explain(error, doing))
            if message is not None and not job.cancelled:
                owner.post_message(message)

        self._worker.put(run)
        return job

    def adopt(self, session: Session, name: str) -> None:
        """Go on with this session in the chat, as with one that was resumed; `name` is what it is called there."""
        self._worker.put(lambda: self._adopt(session, name))

    def say(self, key: int, text: str, instead_of: int | None = None) -> None:
        """Answer an utterance.

        `instead_of`: the number of the turn (`session.turns[n]`) that it is said instead of. If that is the last one
        when its time has come, it is taken back first, together with all that was done.
        """
        age = self._age

        def answer() -> None:
            self._say(key, text, instead_of, age)
            self._suggest_later()

        self._worker.put(answer)

    def begin(self, scene: str | None) -> None:
        """Begin anew, in the scene of that name or (None) where the session before began."""
        self._worker.put(lambda: self._begin(scene))

    def resume(self, name: str) -> None:
        """Go on with a saved session ("" for the latest other than this one)."""
        self._worker.put(lambda: self._resume(name))

    def save(self, name: str) -> None:
        """Give the session a name, and keep it from now on in any case."""
        self._tell("saving", lambda: self._keeping.save(name, self._scene, self._model_name(), self._turns()))

    def export(self, path: str) -> None:
        """Write the dialog so far to a file."""
        self._tell("exporting", lambda: self._keeping.export(path, self._scene, self._model_name(), self._turns()))

    def adapt(self, names: str) -> None:
        """Tell which adapters are on the model, or put others on; the session goes on."""
        self._tell("changing the adapters", lambda: self._adapt(names))

    def drop(self, key: int) -> None:
        """Let go of one utterance, if its turn has not come."""
        self._dropped.add(key)

    def cancel(self) -> None:
        """Let go of all utterances whose turn has not come, and give up the one that is being read.

        The model stops between two tokens; the session is then as it was before that utterance.
        """
        self._age += 1

    def close(self) -> None:
        """End the thread after the current job; waits for nothing."""
        self.cancel()
        self._listeners.clear()
        self._worker.close()

    def _emit(self, message: Message) -> None:
        for listener in tuple(self._listeners):
            listener.post_message(copy.copy(message))

    # The model, and where a session begins.

    def _start(self) -> None:
        """Open the scene or session that was asked for, so that there is something to see; then load the model."""
        if self._options.resume is not None:
            self._resume(self._options.resume)
        if self._scene is None:
            self._begin(self._options.scene)
        if self._scene is None and self._options.scene != DEFAULT_SCENE:
            self._begin(DEFAULT_SCENE)
        self._load()

    def _load(self) -> None:
        """Load the model and begin a session in the scene that is open."""
        self._failure = None
        try:
            model = self._backend.model(self._options.model, self._options.adapter, self._options.quantize)
            session = self._restored
            if session is not None:
                session.model = model
            elif self._scene is not None:
                session = self._backend.session(model, self._scene)
        except Exception as error:  # a damaged file can raise anything; the app goes on
            why = explain(error, "loading the model")
            if user_message(error) is None:
                why = f"The model {self._options.model!r} could not be loaded. {why}"
            mend = _MEND.format("/resume" if self._restored else "/new")
            self._failure = f"{why[:1].upper()}{why[1:].rstrip('.')}. {mend}"
            self._emit(m.ModelFailed(self._failure))
        else:
            self._model, self._session, self._restored = model, session, None
            self._emit(m.ModelReady(titled(model)))

    def _model_name(self) -> str:
        return str(getattr(self._model, "name", None) or self._options.model)

    def _begin(self, scene_name: str | None) -> None:
        """Open a scene; with a model, begin a session in it. When the model failed before, it gets another chance."""
        try:
            scene = self._scene if scene_name is None else self._backend.scene(scene_name)
            if scene is None:
                scene = self._backend.scene(DEFAULT_SCENE)
            session = self._backend.session(self._model, scene) if self._model else None
        except Exception as error:  # a file can hold anything; the session before goes on
            self._emit(m.NotBegun(explain(error, "beginning a session")))
            return
        self._scene, self._session, self._restored = scene, session, None
        self._keeping.begin()
        if self._failure is not None:
            self._load()
        self._emit(m.Began(scene))
        self._suggest()

    def _adopt(self, session: Session, name: str) -> None:
        """Go on with a session from elsewhere; it is kept as a new one."""
        self._scene, self._session, self._restored = session.scene, session, None
        self._keeping.begin()
        self._emit(m.Resumed(name, session.scene, session.state, session.turns, session=session))
        self._suggest()

    def _resume(self, name: str) -> None:
        """Go through a saved session again; when the model failed before, it gets another chance."""
        try:
            store = self._backend.store()
            file = store.read(name or store.latest(self._keeping.name if self._session else None))
            restored = self._backend.restore(file, self._model)
            recorder = self._backend.recorder(file.scene, self._options.model, file)
        except Exception as error:  # a file can hold anything; the session before goes on
            self._emit(m.NotBegun(explain(error, f"resuming {name[:200]!r}")))
            return
        self._scene = file.scene
        self._keeping.resume(recorder)
        session = restored.session
        self._session, self._restored = (session, None) if self._model else (None, session)
        self._emit(m.Resumed(file.name, file.scene, session.state, session.turns, restored.notes, session))
        self._suggest()
        if self._failure is not None:
            self._load()

    # The conversation.

    def _say(self, key: int, text: str, instead_of: int | None, age: int) -> None:
        if age != self._age or key in self._dropped:
            self._dropped.discard(key)
            self._emit(m.Unanswered(key, LEFT_OUT))
            return
        if self._session is None:
            self._emit(m.Unanswered(key, self._failure or "There is no world to talk about: type /new classic."))
            return
        self._emit(m.Thinking(key))
        try:
            with interruptible(lambda: age != self._age):
                turn = self._turn(self._session, text, instead_of)
        except Interrupted:
            self._emit(m.Unanswered(key, CANCELLED))
        except Exception as error:  # a fault in one turn must not end the session
            self._emit(m.Unanswered(key, explain(error, f"answering {text[:200]!r}")))
        else:
            session = self._session
            self._emit(m.Answered(key, turn, session, len(session.turns) - 1, _spoken(session, turn)))
            if told := self._keeping.keep(self._scene, self._model_name(), session.turns):
                self._emit(m.Told(*told))

    def _turn(self, session: Session, text: str, instead_of: int | None) -> Turn:
        """A step back or forth, a correction, or something said, in the place of the last turn or after it."""
        correcting = self._correcting
        if instead_of is not None and instead_of == len(session.turns) - 1:
            # In a copy, so that all stays as it was where the new words fail or are given up.
            session = copy.copy(session)
            session.withdraw("/wrong", session.turns[-1].utterance)
        if correcting is None or correcting.session is not session:
            correcting = Correcting(session)
        step = correcting.step(text)
        turn = step.turn if step else self._backend.step(session, text) or correcting.say(text)
        self._session, self._correcting = session, correcting
        return turn

    def _suggest_later(self) -> None:
        """Say what could be said next, once all that waits now is done, unless more has come by then."""
        self._said += 1
        count = self._said
        self._worker.put(lambda: self._suggest() if count == self._said else None)

    def _suggest(self) -> None:
        """Say what could be said next. Nothing hangs on it: where it goes wrong, nothing is suggested."""
        session, scene = self.session, self._scene
        if scene is None:
            return
        turn = session.turns[-1] if session and session.turns else None
        from tui.mind.suggestions import suggestions

        try:
            state = session.state if session else scene.state()
            items = suggestions(state, turn, [turn.utterance for turn in self._turns()])
        except Exception as error:  # an odd scene must not end the session
            explain(error, "finding something to suggest")
            items = ()
        self._emit(m.Suggested(items))

    def _turns(self) -> tuple[Turn, ...]:
        session = self.session
        return session.turns if session else ()

    def _adapt(self, names: str) -> str:
        if self._model is None:
            raise UserError(self._failure or "There is no model yet to put an adapter on.")
        on = adapt(self._model, names)
        self._emit(m.ModelReady(titled(self._model)))
        return told(self._model, on)

    def _tell(self, doing: str, work: Callable[[], str]) -> None:
        """Do something, when its turn comes, that ends in a message whichever way it goes."""

        def run() -> None:
            try:
                self._emit(m.Told(work()))
            except Exception as error:  # a disk can fail in any way; the session goes on
                self._emit(m.Told(explain(error, doing), True))

        self._worker.put(run)


def _spoken(session: Session, turn: Turn) -> frozenset[str]:
    """The ids of the bodies that a turn is about, to be shown in the picture; none where that cannot be told."""
    from tui.scene.spoken import spoken

    try:
        return spoken(session.dialog, turn)
    except Exception as error:  # an outline is worth no turn
        explain(error, "telling what was spoken of")
        return frozenset()
