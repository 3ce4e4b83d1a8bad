// Names each module of the reference after its package: TypeDoc would name it after its folder, such as `core/src`.
import { type Application, Converter } from 'typedoc';

export function load(app: Application): void {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) module.name = module.name.replace(/^(.*)\/src$/, '@grantkit/$1');
  });
}
