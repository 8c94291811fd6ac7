import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ChangeEvent, type SubmitEvent } from "react";
import { api, asProblem, newKey } from "../../api/client";
import type { SignatureClient } from "../../api/types";
import { ProblemAlert } from "../../components/ProblemAlert";
import { toastDone } from "../../components/toast";
import { useMe } from "../identity/session";
import { CLIENTS } from "./clients";
import classes from "./Clients.module.css";
import { readJwk, type Jwk } from "./jwk";

const NAME_MAX = 100;
const NAME_TAKEN = "signatures.client_taken";

interface Props {
  onRegistered: (client: SignatureClient) => void;
  onClose: () => void;
}

interface Registration {
  name: string;
  classic: Jwk;
  postQuantum: Jwk;
}

type Field = keyof Registration;

/** Takes a program's two public keys in; one with a secret in it is never sent. */
export function RegisterClientDialog({ onRegistered, onClose }: Props) {
  const me = useMe();
  const [input, setInput] = useState<Record<Field, string>>({ name: "", classic: "", postQuantum: "" });
  const [left, setLeft] = useState<ReadonlySet<Field>>(new Set());
  // The same for the same input: whoever tries again after a failure registers no second client.
  const [key, setKey] = useState(newKey);
  const client = useQueryClient();
  const classic = readJwk(input.classic, "classic");
  const postQuantum = readJwk(input.postQuantum, "postQuantum");
  const name = input.name.trim();
  const wrong: Record<Field, string | null> = {
    name: name === "" ? "What is the program called?" : null,
    classic: classic.refusal,
    postQuantum: postQuantum.refusal,
  };
  const register = useMutation({
    mutationFn: (wish: Registration): Promise<SignatureClient> => api.post(CLIENTS, wish, { idempotencyKey: key }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ["list", CLIENTS] });
      toastDone(`${made.name} is registered`, "In its requests it names itself by the client id.");
      onClose();
      onRegistered(made);
    },
  });
  const problem = register.error === null ? null : asProblem(register.error);
  const isTaken = problem?.code === NAME_TAKEN;
  const refused: Record<string, string[]> = isTaken ? { name: [problem.title] } : (problem?.errors ?? {});

  const field = (of: Field) => ({
    value: input[of],
    autoComplete: "off",
    spellCheck: false,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      setInput({ ...input, [of]: event.currentTarget.value });
      setKey(newKey());
      register.reset();
    },
    onBlur: () => input[of] !== "" && setLeft(new Set(left).add(of)),
    error: (left.has(of) ? wrong[of] : null) ?? refused[of]?.join(" "),
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setLeft(new Set(["name", "classic", "postQuantum"]));
    if (wrong.name === null && classic.refusal === null && postQuantum.refusal === null)
      register.mutate({ name, classic: classic.jwk, postQuantum: postQuantum.jwk });
  }

  return (
    <Modal opened onClose={onClose} title="Register client" closeButtonProps={{ "aria-label": "Close" }}>
      <form className="stack" onSubmit={submit} noValidate>
        <p>
          A program of {me.organization.name} that signs each request with two keys of its own. Only their public halves
          are kept here.
        </p>
        <TextInput label="Name" maxLength={NAME_MAX} data-autofocus {...field("name")} />
        <Textarea
          className={classes.jwk}
          label="Classic public key"
          description="A JWK of ES256 or EdDSA."
          placeholder='{"kty": "OKP", "crv": "Ed25519", "x": "…"}'
          autosize
          minRows={3}
          maxRows={6}
          {...field("classic")}
        />
        <Textarea
          className={classes.jwk}
          label="Post-quantum public key"
          description="A JWK of ML-DSA-44."
          placeholder='{"kty": "AKP", "alg": "ML-DSA-44", "pub": "…"}'
          autosize
          minRows={3}
          maxRows={6}
          {...field("postQuantum")}
        />
        {problem !== null && !isTaken && <ProblemAlert error={register.error} compact />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" loading={register.isPending}>
            Register
          </Button>
        </div>
      </form>
    </Modal>
  );
}
