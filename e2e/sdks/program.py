"""What somebody who uses the weave SDK of Python writes, all of it at once.

    python program.py PROJECT

With the environment that the documentation names. The last line of stdout is JSON: what the SDK answered, and the ids of
what to look for.
"""

import asyncio
import io
import json
import sys
import threading

import weave
from PIL import Image

client = weave.init(sys.argv[1])
project_id = f"{client.entity}/{client.project}"
told = {"project": project_id}


def entry(call):
    return {"ended_at": call.ended_at and str(call.ended_at), "status": call.summary["weave"]["status"]}


# Nested, in parallel, with attributes, in a thread, and with values that are easily changed on the way.
VALUES = {
    "float": 1.0,
    "tiny": 1e-7,
    "big": 12345678901234567890,
    "text": 'ß 😀 "quoted" \\ \u0000 \u2028 weave:///no/ref',
    "nothing": None,
    "list": [[], {}, [None, False]],
    "dotted.key": {"constructor": "own", "$set": 1},
    "b": 1,
    "a": 2,
}


@weave.op
async def inner(x):
    await asyncio.sleep(0.01)
    return x * 2


@weave.op(call_display_name=lambda call: f"outer of {call.inputs['n']}")
async def outer(n, given):
    parts = await asyncio.gather(*[inner(n * i) for i in (1, 2, 3)])
    return {"sum": sum(parts), "given": given}


async def nested():
    return await outer.call(7, VALUES)


with weave.attributes({"env": "test", "tags": ["a", "b"]}), weave.thread("a thread"):
    result, main = asyncio.run(nested())
told["main"], told["outer"] = main.id, result


# An error, in a child.
@weave.op
def boom():
    raise ValueError("the answer is not 42")


@weave.op
def careful():
    try:
        boom()
    except ValueError as error:
        return f"caught: {error}"


told["careful"] = careful()


# A stream.
@weave.op(accumulator=lambda text, piece: (text or "") + piece)
def streamed():
    yield from ("warp", " and ", "weft")


told["pieces"] = list(streamed())

# What a model costs.
client.add_cost(llm_id="loom-1", prompt_token_cost=1e-6, completion_token_cost=2e-6)


@weave.op
def ask(question):
    usage = {"prompt_tokens": 10, "completion_tokens": 20, "total_tokens": 30}
    return {"model": "loom-1", "usage": usage, "text": "hm"}


@weave.op
def conversation():
    return [ask(question)["text"] for question in ("Hello?", "Why?")]


conversation()
told["costs"] = [cost.llm_id for cost in client.query_costs(llm_ids=["loom-1"])]


# Objects that refer to each other, read back; a picture and a file.
class Shop(weave.Object):
    prompt: weave.StringPrompt
    chat: weave.MessagesPrompt
    values: dict


class Adder(weave.Model):
    shop: Shop
    offset: int

    @weave.op
    def predict(self, a, b):
        return a + b + self.offset


prompt = weave.StringPrompt("Hello, {name}!")
weave.publish(prompt, "greeting")
messages = [{"role": "user", "content": "Hello?"}]
shop = Shop(name="the shop", prompt=prompt, chat=weave.MessagesPrompt(messages), values=VALUES)
adder = Adder(name="adder", shop=shop, offset=0)
told["shop"] = weave.publish(shop).uri()
told["adder"] = weave.publish(adder).uri()
told["plain"] = weave.publish(VALUES, "plain").uri()
weave.publish({**VALUES, "second": True}, "plain")
client.flush()
shop_again = weave.ref(told["shop"]).get()
told["prompt"] = weave.ref("greeting:latest").get().format(name="you")
told["nested"] = shop_again.prompt.content
told["shopRead"] = dict(shop_again.values)
told["predicted"] = weave.ref(told["adder"]).get().predict(1, 2)
told["plainRead"] = dict(weave.ref(told["plain"]).get())
told["versions"] = [dict(weave.ref(f"plain:{name}").get()).get("second") for name in ("v0", "v1", "latest")]


@weave.op
def picture():
    return {"image": Image.new("L", (2, 3), 7), "content": weave.Content.from_bytes(b"warp\0weft", extension="bin")}


_, pictured = picture.call()
client.flush()
shown = client.get_call(pictured.id).output["image"]
told["picture"] = [shown.size, shown.getpixel((1, 1))]

# A dataset, its rows in the inputs of an evaluation.
ROWS = [{"a": 1, "b": 2, "sum": 3}, {"a": 5, "b": 6, "sum": 11}, {"a": 1, "b": 1, "sum": 3}]
dataset = weave.Dataset(name="sums", rows=ROWS)
saved = weave.publish(dataset)
told["dataset"] = saved.uri()
dataset_again = weave.ref(told["dataset"]).get()
told["rows"] = [dict(row) for row in dataset_again.rows]
told["selected"] = dict(dataset_again.select([1]).rows[0])


@weave.op
def right(output, sum):
    return {"right": output == sum}


evaluation = weave.Evaluation(name="adding", dataset=dataset_again, scorers=[right])
told["evaluation"] = asyncio.run(evaluation.evaluate(adder))

# An evaluation that is told by hand.
logger = weave.EvaluationLogger(name="by hand", model="a_model", dataset="none")
prediction = logger.log_prediction(inputs={"question": "why?"}, output="because")
prediction.log_score("length", 7)
prediction.finish()
logger.log_summary({"mood": "good"})

# A call that is still running, as others see it.
release = threading.Event()
started = threading.Event()
hanging = []


@weave.op(eager_call_start=True)
def hang():
    hanging.append(weave.require_current_call().id)
    started.set()
    release.wait()
    return "late"


late = threading.Thread(target=hang)
late.start()
started.wait()
client.flush()
told["running"] = entry(client.get_call(hanging[0]))
release.set()
late.join()
client.flush()
told["hanging"] = client.get_call(hanging[0]).output

# Names, feedback, deletion.
main.set_display_name("my outer")
main.feedback.add_reaction("👍🏽")
main.feedback.add_note("good one")
main.feedback.add("correct", {"value": 1.0, "why": "it is so"})
unwanted = main.feedback.add("unwanted", {"value": 0})
client.flush()
main.feedback.purge(unwanted)
again = client.get_call(main.id, include_feedback=True)
told["name"] = again.display_name
told["feedback"] = [row.payload for row in again.feedback]
_, deleted = asyncio.run(inner.call(1))
client.flush()
client.delete_call(deleted)
client.flush()
told["unwanted"] = deleted.id
gone = weave.publish({"gone": True}, "gone")
client.delete_object_version(gone)
told["left"] = len(list(client.get_calls()))
told["roots"] = len(list(client.get_calls(filter={"trace_roots_only": True}, include_costs=True)))
of_test = {"$expr": {"$eq": [{"$getField": "attributes.env"}, {"$literal": "test"}]}}
told["of test"] = len(list(client.get_calls(query=of_test)))
client.finish()
print(json.dumps(told))
